//! What the compiler says of mistakes, and that it has nothing to say of what is right.
//!
//! One mistake a file, in folders by topic. `TRYBUILD=overwrite cargo test -p tfdata-tests --test ui` writes the
//! messages anew: read every one of them before you commit it.

#[test]
fn ui() {
    let cases = trybuild::TestCases::new();
    cases.pass("tests/ui/pass/*.rs");
    cases.compile_fail("tests/ui/attributes/*.rs");
    cases.compile_fail("tests/ui/fields/*.rs");
    cases.compile_fail("tests/ui/shape/*.rs");
    cases.compile_fail("tests/ui/verbs/*.rs");
}

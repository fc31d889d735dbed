//! What the derive makes of a few small structs, as a person would read it.

use quote::quote;

fn expansion(item: proc_macro2::TokenStream) -> String {
    let tokens = tfdata_codegen::derive_element(item);
    prettyplease::unparse(&syn::parse2(tokens).expect("the expansion is a file of items"))
}

#[test]
fn four_fields() {
    insta::assert_snapshot!(expansion(quote! {
        /// The weather of one day.
        pub struct Weather {
            /// When.
            pub date: String,
            pub feat: [f32; 3],
            pub wet: bool,
            pub radar: ndarray::Array2<u8>,
        }
    }));
}

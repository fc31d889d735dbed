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

#[test]
fn settings() {
    insta::assert_snapshot!(expansion(quote! {
        #[element(rename_all = "camelCase", exact, crate = my::tfdata, batch = "Rows", batch_attr(derive(Eq)))]
        struct Row {
            first_name: String,
            #[element(rename = "ID", default)]
            r#type: i64,
            #[element(default = answer)]
            answer: i64,
            #[element(shape = [28, _])]
            image: Array2<u8>,
            #[element(skip)]
            cache: Cache,
        }
    }));
}

#[test]
fn tuple_struct() {
    insta::assert_snapshot!(expansion(quote! {
        pub(crate) struct Pair(pub [f32; 2], #[element(skip)] bool, #[element(index = 3)] i64);
    }));
}

#[test]
fn found_by_position() {
    insta::assert_snapshot!(expansion(quote! {
        #[element(tuple)]
        struct Pair { x: f32, y: i64 }
    }));
}

#[test]
fn generic() {
    insta::assert_snapshot!(expansion(quote! {
        struct Generic<A: Copy, const N: usize = 2> where A: Debug { a: A, fixed: [f32; N] }
    }));
}

#[test]
fn batched() {
    insta::assert_snapshot!(expansion(quote! {
        #[element(batched)]
        struct Points { xy: Array2<f32>, label: Array1<i32> }
    }));
}

#[test]
fn tensors() {
    insta::assert_snapshot!(expansion(quote! {
        #[element(tensors)]
        struct Day {
            /// Where.
            pub place: Place,
            #[element(flatten)]
            more: More,
        }
    }));
}

use std::collections::HashSet;

use super::Boxed;
use crate::component::Component;
use crate::engine::Stream;
use crate::error::Result;

/// The elements without those that came before; each is one tensor.
pub(super) struct Unique {
    input: Boxed,
    /// Whether it is lent.
    wanted: bool,
    seen: HashSet<Box<[u8]>>,
    key: Vec<u8>,
}

impl Unique {
    pub(super) fn new(input: Boxed, wanted: bool) -> Self {
        Self { input, wanted, seen: HashSet::new(), key: Vec::new() }
    }
}

impl Stream for Unique {
    fn next(&mut self, visit: &mut dyn FnMut(&[Component<'_>])) -> Result<bool> {
        let Self { input, wanted, seen, key, .. } = self;
        let mut new = false;
        while !new {
            let more = input.next(&mut |components| {
                key.clear();
                components.iter().for_each(|component| describe(component, key));
                new = !seen.contains(key.as_slice());
                if new {
                    seen.insert(key.as_slice().into());
                    visit(if *wanted { components } else { &[] });
                }
            })?;
            if !more {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// Adds what tells a tensor from others: its shape and its items.
fn describe(component: &Component<'_>, key: &mut Vec<u8>) {
    let number = |key: &mut Vec<u8>, number: usize| key.extend_from_slice(&number.to_ne_bytes());
    number(key, component.shape().len());
    component.shape().iter().for_each(|dim| number(key, *dim));
    match component {
        Component::Plain { bytes, .. } => key.extend_from_slice(bytes),
        Component::Strings { strings, .. } => {
            for index in 0..strings.len() {
                let string = strings.get(index);
                number(key, string.len());
                key.extend_from_slice(string);
            }
        }
        _ => {}
    }
}

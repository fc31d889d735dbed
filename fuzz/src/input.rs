//! Several byte strings in one: what a fuzzer changes is one.

/// Splits an input into parts: each but the last stands behind its length, two bytes, little-endian. At most `most`.
pub fn parts(mut input: &[u8], most: usize) -> Vec<&[u8]> {
    let mut parts = Vec::new();
    while parts.len() + 1 < most {
        let Some((len, rest)) = input.split_first_chunk::<2>() else { break };
        let Some((part, rest)) = rest.split_at_checked(u16::from_le_bytes(*len).into()) else { break };
        parts.push(part);
        input = rest;
    }
    if parts.len() < most && !input.is_empty() {
        parts.push(input);
    }
    parts
}

/// The input that [`parts`] splits into these; `None` where one is too long.
pub fn joined(parts: &[&[u8]]) -> Option<Vec<u8>> {
    let (last, others) = parts.split_last()?;
    let mut input = Vec::new();
    for part in others {
        input.extend(u16::try_from(part.len()).ok()?.to_le_bytes());
        input.extend(*part);
    }
    input.extend(*last);
    Some(input)
}

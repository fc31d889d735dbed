//! The name that was probably meant, in constants.

use crate::{Have, HaveKind, Key};

/// Longer names are not compared.
const LONGEST: usize = 64;

/// The member whose name is nearest to this one, if it is near enough for a slip.
pub(super) const fn member(key: Key, have: &Have) -> Option<&'static str> {
    let (Key::Name(name), HaveKind::Dict(members) | HaveKind::NamedTuple(members)) = (key, have.kind) else {
        return None;
    };
    let mut best: Option<(usize, &'static str)> = None;
    let mut index = 0;
    while index < members.len() {
        let other = members[index].0;
        if let Some(edits) = slips(name.as_bytes(), other.as_bytes()) {
            best = match best {
                Some((fewest, _)) if fewest <= edits => best,
                _ => Some((edits, other)),
            };
        }
        index += 1;
    }
    match best {
        Some((_, name)) => Some(name),
        None => None,
    }
}

/// How many bytes must be put in, taken out or replaced to make one of the other (Levenshtein); `None` if they are
/// too many for a slip.
const fn slips(left: &[u8], right: &[u8]) -> Option<usize> {
    if left.len() > LONGEST || right.len() > LONGEST {
        return None;
    }
    let mut row = [0; LONGEST + 1];
    let mut column = 0;
    while column <= right.len() {
        row[column] = column;
        column += 1;
    }
    let mut line = 0;
    while line < left.len() {
        let mut diagonal = row[0];
        row[0] = line + 1;
        column = 0;
        while column < right.len() {
            let replaced = diagonal + !same(left[line], right[column]) as usize;
            diagonal = row[column + 1];
            let shorter = if row[column] < diagonal { row[column] } else { diagonal } + 1;
            row[column + 1] = if replaced < shorter { replaced } else { shorter };
            column += 1;
        }
        line += 1;
    }
    let longer = if left.len() > 3 { left.len() } else { 3 };
    if row[right.len()] <= longer / 3 { Some(row[right.len()]) } else { None }
}

const fn same(a: u8, b: u8) -> bool {
    a.eq_ignore_ascii_case(&b)
}

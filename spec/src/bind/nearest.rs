/// Names longer than this are not compared: they come from files, and comparing costs their product.
const LONGEST: usize = 64;

/// The name among `available` that was probably meant by `name`; `None` where none is plausibly near.
pub fn nearest<'a>(name: &str, available: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = folded(name);
    available
        .filter(|other| name.len() <= LONGEST && other.len() <= LONGEST)
        .filter_map(|other| Some((distance(&wanted, &folded(other))?, other)))
        .min()
        .map(|(_, other)| other)
}

/// How far two folded names are apart; `None` for too far. A name that adds or drops whole words is near, but
/// farther than any slip of the pen.
fn distance(a: &str, b: &str) -> Option<usize> {
    let edits = strsim::damerau_levenshtein(a, b);
    let slips = a.chars().count().min(b.chars().count()) / 3;
    if edits <= slips {
        return Some(edits);
    }
    (is_part(a, b) || is_part(b, a)).then_some(LONGEST + edits)
}

/// Whether every word of `part` stands in `whole`: `temp` in `mean_temp`.
fn is_part(part: &str, whole: &str) -> bool {
    !part.is_empty() && part.split('_').all(|word| whole.split('_').any(|other| word == other))
}

/// The name without what people differ on: case, and the sign between words. `meanTemp` and `Mean-Temp` are both
/// `mean_temp`.
fn folded(name: &str) -> String {
    let mut all = String::new();
    for c in name.chars() {
        if matches!(c, '-' | ' ' | '/' | '.') {
            all.push('_');
        } else {
            if c.is_uppercase() && all.ends_with(char::is_lowercase) {
                all.push('_');
            }
            all.extend(c.to_lowercase());
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_what_was_meant() {
        let among = |name, all: &[&'static str]| nearest(name, all.iter().copied());
        assert_eq!(among("meantemp", &["max_temp", "mean_temp"]), Some("mean_temp"));
        assert_eq!(among("temp", &["mean_temp", "wet"]), Some("mean_temp"));
        assert_eq!(among("meanTemp", &["mean_temp", "wet"]), Some("mean_temp"));
        assert_eq!(among("lable", &["image", "label"]), Some("label"));
        assert_eq!(among("label", &["labels", "label_id"]), Some("labels"));
        assert_eq!(among("x", &["y", "z"]), None);
        assert_eq!(among("image", &["label", "id"]), None);
        assert_eq!(among("", &["", "id"]), Some(""));
    }
}

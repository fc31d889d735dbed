use super::{Split, TfdsError, TfdsInfo};

/// Some records of one shard: what a split such as `train[:10%]` reads of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShardSlice {
    /// The name of the shard's file, in the dataset's directory.
    pub file: String,
    /// How many records come before the first one that is read.
    pub skip: u64,
    /// How many are read.
    pub take: u64,
    /// How many records the shard has.
    pub records: u64,
}

/// The numbers before and after the colon of `train[a:b]`.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Slice {
    Elements { from: Option<i64>, to: Option<i64> },
    Percent { from: Option<f64>, to: Option<f64> },
    Shards { from: Option<i64>, to: Option<i64> },
}

impl TfdsInfo {
    /// The records that a split stands for, as TFDS reads them: `train`, `train[:10%]`, `train[100:200]`,
    /// `train[-5%:]`, `train[2shard]`, `train[:10]+test[:5]`, `all`.
    ///
    /// A boundary in percent is rounded to the closest element, half to even. Empty shards are passed over.
    ///
    /// # Errors
    /// If the text is no such thing, names a split that there is not, goes beyond the split's end, or stands for
    /// no records.
    pub fn read_split(&self, split: &str) -> Result<Vec<ShardSlice>, TfdsError> {
        let wrong = |reason: String| TfdsError::Split { split: split.to_owned(), reason };
        let mut slices = Vec::new();
        for part in split.split('+').map(str::trim) {
            let (name, slice) = parse(part).map_err(wrong)?;
            if name == "all" {
                if slice.is_some() {
                    return Err(wrong(
                        "`all` can't be sliced; slice each split, and add them with `+`".into(),
                    ));
                }
                for split in &self.splits {
                    split.slice(0, split.records().map_err(wrong)?, &mut slices);
                }
                continue;
            }
            let Some(split) = self.split(name) else { return Err(self.unknown(name)) };
            let (from, to) = split.boundaries(slice).map_err(wrong)?;
            split.slice(from, to, &mut slices);
        }
        match slices.is_empty() {
            true => Err(wrong("it stands for no records".into())),
            false => Ok(slices),
        }
    }

    fn unknown(&self, name: &str) -> TfdsError {
        TfdsError::UnknownSplit {
            split: name.to_owned(),
            splits: self.splits.iter().map(|split| split.name.clone()).collect(),
        }
    }
}

impl Split {
    fn records(&self) -> Result<u64, String> {
        let records = self.len().filter(|records| i64::try_from(*records).is_ok());
        records
            .ok_or_else(|| format!("the shards of `{}` are said to have more records than can be", self.name))
    }

    /// From which element to which one the slice reaches.
    fn boundaries(&self, slice: Option<Slice>) -> Result<(u64, u64), String> {
        let records = self.records()?;
        let Some(slice) = slice else { return Ok((0, records)) };
        let all = i64::try_from(records).unwrap_or(i64::MAX);
        let (from, to) = match slice {
            Slice::Elements { from, to } => (from.unwrap_or(0), to.unwrap_or(all)),
            Slice::Percent { from, to } => {
                (from.map_or(0, |from| part(from, all)), to.map_or(all, |to| part(to, all)))
            }
            Slice::Shards { from, to } => {
                let shards = i64::try_from(self.shard_lengths.len()).unwrap_or(i64::MAX);
                let to = to.map(|to| if to <= 0 { shards.saturating_add(to) } else { to });
                (from.map_or(0, |from| self.before(from)), to.map_or(all, |to| self.before(to)))
            }
        };
        if from.unsigned_abs() > records || to.unsigned_abs() > records {
            return Err(format!("`{}` has {records} records only", self.name));
        }
        let place = |at: i64| if at < 0 { all + at } else { at };
        Ok((place(from).unsigned_abs(), place(to).unsigned_abs()))
    }

    /// How many records the shards before this one have; counted from the end if it is negative.
    fn before(&self, shard: i64) -> i64 {
        let shards = self.shard_lengths.len();
        let end = match usize::try_from(shard) {
            Ok(shard) => shard.min(shards),
            Err(_) => shards.saturating_sub(usize::try_from(shard.unsigned_abs()).unwrap_or(usize::MAX)),
        };
        let sum = self.shard_lengths.iter().take(end).sum::<u64>();
        i64::try_from(sum).unwrap_or(i64::MAX)
    }

    /// The records from one number up to another, shard by shard.
    fn slice(&self, from: u64, to: u64, slices: &mut Vec<ShardSlice>) {
        let mut first = 0_u64;
        for (file, records) in self.files.iter().zip(&self.shard_lengths) {
            let end = first.saturating_add(*records);
            let (start, stop) = (from.clamp(first, end), to.clamp(first, end));
            if start < stop {
                let (skip, take) = (start - first, stop - start);
                slices.push(ShardSlice { file: file.clone(), skip, take, records: *records });
            }
            first = end;
        }
    }
}

/// So many percent of all elements.
fn part(percent: f64, all: i64) -> i64 {
    (percent * all as f64 / 100.0).round_ties_even() as i64
}

/// `train[10%:20%]`: the name, and what is in the brackets.
fn parse(text: &str) -> Result<(&str, Option<Slice>), String> {
    let format = || {
        format!("{text:?} is no split; write `train`, `train[:10%]`, `train[100:200]`, or several with `+`")
    };
    let (name, selector) = match text.split_once('[') {
        None => (text, None),
        Some((name, rest)) => (name, Some(rest.strip_suffix(']').ok_or_else(format)?)),
    };
    let word = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    if name.is_empty() || !name.chars().all(word) {
        return Err(format());
    }
    let Some(selector) = selector else { return Ok((name, None)) };
    let mut ends = selector.split(':').map(|end| boundary(end).ok_or_else(format));
    let from = ends.next().unwrap_or_else(|| Err(format()))?;
    let slice = match (ends.next().transpose()?, from) {
        (None, Some((number, Unit::Shard))) => {
            let shard = whole(number)?;
            Slice::Shards { from: Some(shard), to: Some(shard.saturating_add(1)) }
        }
        (None, Some(_)) => {
            return Err(format!("{text:?} needs a colon: `{name}[{selector}:]` or `{name}[:{selector}]`"));
        }
        (None, None) | (Some(None), None) => return Err(format()),
        (Some(to), from) => {
            let unit =
                [from, to].into_iter().flatten().map(|(_, unit)| unit).find(|unit| *unit != Unit::Element);
            let number = |end: Option<(&str, Unit)>| end.map(|(number, _)| whole(number)).transpose();
            let percent = |end: Option<(&str, Unit)>| end.map(|(number, _)| percent(number)).transpose();
            match unit.unwrap_or(Unit::Element) {
                Unit::Element => Slice::Elements { from: number(from)?, to: number(to)? },
                Unit::Shard => Slice::Shards { from: number(from)?, to: number(to)? },
                Unit::Percent => Slice::Percent { from: percent(from)?, to: percent(to)? },
            }
        }
    };
    match ends.next() {
        None => Ok((name, Some(slice))),
        Some(_) => Err(format()),
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Unit {
    Element,
    Percent,
    Shard,
}

/// `-10%`: the number and its unit; nothing where there is no text.
fn boundary(text: &str) -> Option<Option<(&str, Unit)>> {
    if text.is_empty() {
        return Some(None);
    }
    let (number, unit) = match (text.strip_suffix('%'), text.strip_suffix("shard")) {
        (Some(number), _) => (number, Unit::Percent),
        (_, Some(number)) => (number, Unit::Shard),
        _ => (text, Unit::Element),
    };
    let digits = number.strip_prefix('-').unwrap_or(number);
    let valid = !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit() || c == '_' || c == '.');
    valid.then_some(Some((number, unit)))
}

fn whole(number: &str) -> Result<i64, String> {
    number.replace('_', "").parse().map_err(|_| format!("{number:?} is no whole number"))
}

fn percent(number: &str) -> Result<f64, String> {
    let percent: f64 =
        number.replace('_', "").parse().map_err(|_| format!("{number:?} is no number of percent"))?;
    match (-100.0..=100.0).contains(&percent) {
        true => Ok(percent),
        false => Err(format!("{number}% is beyond 100%")),
    }
}

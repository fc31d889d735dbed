use super::super::{FeatureListValue, FeatureValue, RecordReader, SequenceExampleParser};
use super::truth::{files, npy, same_floats, strings};

#[test]
fn unemployment() {
    for part in ["none", "gzip"] {
        let mut parser = SequenceExampleParser::new(
            ["series", "months", "mean_rate", "words"],
            ["ym", "count", "rate", "date", "by_year", "odd_only"],
        );
        let (mut series, mut months, mut mean, mut words) = (vec![], vec![], vec![], vec![]);
        let (mut ym, mut ym_shapes, mut count, mut rate, mut date) = (vec![], vec![], vec![], vec![], vec![]);
        let (mut years, mut splits, mut odd, mut odd_shapes) = (vec![], vec![0], vec![], vec![]);
        for file in files("o12_seqex_unemployment/data", part) {
            let mut records = RecordReader::open(&file, None).unwrap();
            while let Some(record) = records.next().unwrap() {
                let (mut context, mut lists) = ([FeatureValue::Missing; 4], [FeatureListValue::Missing; 6]);
                parser.parse(record, &mut context, &mut lists).unwrap();
                let bytes = |value: &FeatureValue<'_>, to: &mut Vec<Vec<u8>>| match value {
                    FeatureValue::Bytes(list) => to.extend(list.iter().map(<[u8]>::to_vec)),
                    _ => assert!(value.is_missing()),
                };
                let ints = |value: &FeatureValue<'_>, to: &mut Vec<i64>| match value {
                    FeatureValue::Ints(list) => list.append_i64(to).unwrap(),
                    _ => panic!("{value:?}"),
                };
                let floats = |value: &FeatureValue<'_>, to: &mut Vec<f32>| match value {
                    FeatureValue::Floats(list) => list.append_f32(to),
                    _ => panic!("{value:?}"),
                };
                bytes(&context[0], &mut series);
                ints(&context[1], &mut months);
                floats(&context[2], &mut mean);
                bytes(&context[3], &mut words);
                lists[0].iter().for_each(|step| ints(&step, &mut ym));
                ym_shapes.extend([lists[0].len() as i64, 2]);
                lists[1].iter().for_each(|step| ints(&step, &mut count));
                lists[2].iter().for_each(|step| floats(&step, &mut rate));
                lists[3].iter().for_each(|step| bytes(&step, &mut date));
                for step in lists[4].iter() {
                    floats(&step, &mut years);
                    splits.push(years.len() as i64);
                }
                lists[5].iter().for_each(|step| ints(&step, &mut odd));
                odd_shapes.push(lists[5].len() as i64);
            }
        }
        let truth = |name: &str| format!("o12_seqex_unemployment/truth/{name}");
        assert_eq!(series, strings(&truth("0.series.bin")));
        assert_eq!(months, npy(&truth("0.months.npy")).i64());
        same_floats(&mean, &npy(&truth("0.mean_rate.npy")).f32());
        assert_eq!(words, strings(&truth("0.words.values.bin")));
        assert_eq!(ym, npy(&truth("1.ym.values.npy")).i64());
        assert_eq!(ym_shapes, npy(&truth("1.ym.shapes.npy")).i64());
        assert_eq!(count, npy(&truth("1.count.values.npy")).i64());
        same_floats(&rate, &npy(&truth("1.rate.values.npy")).f32());
        assert_eq!(date, strings(&truth("1.date.values.bin")));
        same_floats(&years, &npy(&truth("1.by_year.flat_values.npy")).f32());
        assert_eq!(splits, npy(&truth("1.by_year.row_splits_1.npy")).i64());
        assert_eq!(odd, npy(&truth("1.odd_only.values.npy")).i64());
        assert_eq!(odd_shapes, npy(&truth("1.odd_only.shapes.npy")).i64());
    }
}

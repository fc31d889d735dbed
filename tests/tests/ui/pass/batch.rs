//! What a generated batch does.

use ndarray::array;
use tfdata::Element;

/// The weather of a day.
#[derive(Element, Debug, Clone, PartialEq)]
pub struct Weather {
    /// The day.
    pub date: String,
    pub feat: [f32; 3],
    pub wet: bool,
}

fn main() {
    let days: Vec<Weather> = (0..4)
        .map(|day| Weather { date: format!("day {day}"), feat: [day as f32; 3], wet: day % 2 == 0 })
        .collect();
    let batch = WeatherBatch::from_rows(days.clone()).unwrap();
    assert_eq!((batch.len(), batch.is_empty()), (4, false));
    assert_eq!(batch.feat, array![[0.0, 0.0, 0.0], [1.0, 1.0, 1.0], [2.0, 2.0, 2.0], [3.0, 3.0, 3.0]]);
    assert_eq!(batch.row(2), days[2]);
    assert!(batch.rows().eq(days.clone()));
    assert_eq!(batch.rows().len(), 4);
    assert_eq!(batch.slice(1..=2), WeatherBatch::from_rows(days[1..3].to_vec()).unwrap());
    assert_eq!(batch.select(&[3, 0, 3]).date, array!["day 3", "day 0", "day 3"].mapv(str::to_owned));
    let (first, mut last) = batch.split_at(1);
    assert_eq!((first.len(), last.len()), (1, 3));
    last.extend(first).unwrap();
    assert_eq!(last, batch.select(&[1, 2, 3, 0]));
    assert_eq!(batch.clone(), batch);
    assert!(format!("{batch:?}").starts_with("WeatherBatch { date: ["));
    assert!(WeatherBatch::new(array!["a".to_owned()], array![[0.0; 3], [0.0; 3]], array![true]).is_err());
}

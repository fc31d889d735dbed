use tfdata::{Bytes, Element};

/// One element of the dataset.
///
/// Left out:
/// - `pickup_census_tract`: none of the records that were looked at has a value for it
#[derive(Clone, Debug, Element)]
pub struct Taxi {
    /// `string []`; missing from some elements; those looked at are UTF-8.
    pub company: Option<Bytes>,
    /// `int64 []`; missing from some elements.
    pub dropoff_census_tract: Option<i64>,
    /// `int64 []`; missing from some elements.
    pub dropoff_community_area: Option<i64>,
    /// `float32 []`; missing from some elements.
    pub dropoff_latitude: Option<f32>,
    /// `float32 []`; missing from some elements.
    pub dropoff_longitude: Option<f32>,
    /// `float32 []`
    pub fare: f32,
    /// `string []`; those looked at are UTF-8.
    pub payment_type: Bytes,
    /// `int64 []`
    pub pickup_community_area: i64,
    /// `float32 []`
    pub pickup_latitude: f32,
    /// `float32 []`
    pub pickup_longitude: f32,
    /// `float32 []`
    pub tips: f32,
    /// `float32 []`
    pub trip_miles: f32,
    /// `int64 []`; missing from some elements.
    pub trip_seconds: Option<i64>,
    /// `int64 []`
    pub trip_start_day: i64,
    /// `int64 []`
    pub trip_start_hour: i64,
    /// `int64 []`
    pub trip_start_month: i64,
    /// `int64 []`
    pub trip_start_timestamp: i64,
}

//! Tables for people, and one line of JSON for scripts.

use std::collections::BTreeMap;

use serde_json::json;

/// A table with a title, whose first column is text and whose others are numbers.
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new(header: &[&str]) -> Self {
        Self { rows: vec![header.iter().map(|&cell| cell.to_owned()).collect()] }
    }

    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }
}

impl std::fmt::Display for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            self.rows
                .iter()
                .filter_map(|row| row.get(column))
                .map(|cell| cell.chars().count())
                .max()
                .unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        for (index, row) in self.rows.iter().enumerate() {
            for (column, (cell, &width)) in row.iter().zip(&widths).enumerate() {
                match column {
                    0 => write!(f, "{cell:<width$}")?,
                    _ => write!(f, "  {cell:>width$}")?,
                }
            }
            writeln!(f)?;
            if index == 0 {
                writeln!(f, "{}", "-".repeat(widths.iter().sum::<usize>() + 2 * columns.saturating_sub(1)))?;
            }
        }
        Ok(())
    }
}

/// A time as a person reads it, with three digits.
pub(crate) fn seconds(seconds: f64) -> String {
    let (value, unit) = match seconds {
        s if s >= 1.0 => (s, "s"),
        s if s >= 1e-3 => (s * 1e3, "ms"),
        s if s >= 1e-6 => (s * 1e6, "µs"),
        s => (s * 1e9, "ns"),
    };
    let digits = if value >= 100.0 { 0 } else { usize::from(value < 100.0) + usize::from(value < 10.0) };
    format!("{value:.digits$} {unit}")
}

/// Bytes in MiB; a dash where they are not known.
pub(crate) fn mebibytes(bytes: Option<u64>) -> String {
    bytes.map_or_else(|| "-".to_owned(), |bytes| format!("{:.0} MiB", bytes as f64 / f64::from(1 << 20)))
}

/// The last line of a bench: `{"bench": "engine", "ratios": {"stack_vs_drain": 1.04}}`.
pub(crate) fn last_line(bench: &str, ratios: &BTreeMap<&str, f64>) -> String {
    let ratios: BTreeMap<&str, f64> =
        ratios.iter().map(|(&name, ratio)| (name, (ratio * 1000.0).round() / 1000.0)).collect();
    json!({ "bench": bench, "ratios": ratios }).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_three_digits() {
        assert_eq!(seconds(12.345), "12.3 s");
        assert_eq!(seconds(0.2), "200 ms");
        assert_eq!(seconds(5.67e-6), "5.67 µs");
        assert_eq!(seconds(4e-8), "40.0 ns");
    }

    #[test]
    fn columns_align() {
        let mut table = Table::new(&["way", "time"]);
        table.row(["a".to_owned(), "1 s".to_owned()]);
        table.row(["longer".to_owned(), "10 µs".to_owned()]);
        assert_eq!(table.to_string(), "way      time\n-------------\na         1 s\nlonger  10 µs\n");
    }

    #[test]
    fn the_last_line_is_json() {
        let line = last_line("engine", &BTreeMap::from([("stack_vs_drain", 1.04321)]));
        assert_eq!(line, r#"{"bench":"engine","ratios":{"stack_vs_drain":1.043}}"#);
    }
}

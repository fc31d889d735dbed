use tfdata_spec::DType;

use super::Boxed;
use crate::component::Component;
use crate::engine::Stream;
use crate::error::{Error, Result};
use crate::plan::WhenEmpty;

/// Elements of several datasets: which one each comes from, another one says by its number.
pub(super) struct Choose {
    choices: Boxed,
    /// Those that have ended are gone.
    inputs: Vec<Option<Boxed>>,
    when_empty: WhenEmpty,
    ended: bool,
}

impl Choose {
    /// `choices` lends its only component.
    pub(super) fn new(choices: Boxed, inputs: Vec<Boxed>, when_empty: WhenEmpty) -> Self {
        Self { choices, inputs: inputs.into_iter().map(Some).collect(), when_empty, ended: false }
    }

    /// The number of the next dataset; `None` at the end.
    fn choice(&mut self) -> Result<Option<i64>> {
        let mut choice = None;
        let more = self.choices.next(&mut |components| {
            if let [Component::Plain { dtype: DType::I64, bytes, .. }] = components {
                choice = bytes.first_chunk().map(|bytes| i64::from_ne_bytes(*bytes));
            }
        })?;
        Ok(choice.filter(|_| more))
    }
}

impl Stream for Choose {
    fn next(&mut self, visit: &mut dyn FnMut(&[Component<'_>])) -> Result<bool> {
        while !self.ended && self.inputs.iter().any(Option::is_some) {
            let Some(choice) = self.choice()? else { break };
            let place = usize::try_from(choice).unwrap_or(usize::MAX);
            let datasets = self.inputs.len();
            let Some(input) = self.inputs.get_mut(place) else {
                return Err(Error::Argument {
                    method: "choose_from_datasets".into(),
                    reason: format!("{choice} was chosen, and there are {datasets} datasets, counted from 0"),
                });
            };
            let Some(stream) = input else { continue };
            if stream.next(visit)? {
                return Ok(true);
            }
            *input = None;
            self.ended = self.when_empty == WhenEmpty::Stop;
        }
        self.ended = true;
        Ok(false)
    }
}

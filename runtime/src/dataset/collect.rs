use super::{Iter, drain};
use crate::column::Column;
use crate::element::{Collate, Concat, Element};
use crate::engine::Stream;
use crate::error::{Error, Result};

impl<E: Element> Iter<E> {
    /// The elements that are left, stacked along a new axis 0: as [`Dataset::stack`](super::Dataset::stack), of an
    /// iteration that can be [cancelled](Iter::canceller), have a [time limit](Iter::set_timeout), or have given some
    /// elements already.
    ///
    /// ```
    /// # use std::{thread, time::Duration};
    /// # use tfdata::{Dataset, Error};
    /// let mut elements = Dataset::range(10).iter()?;
    /// let first = elements.next().expect("ten elements")?;
    /// assert_eq!((first, elements.stack()?.to_vec()), (0, (1..10).collect()));
    ///
    /// let mut elements = Dataset::range(3).repeat(None).skip(1 << 30).take(5).iter()?;
    /// let canceller = elements.canceller();
    /// thread::spawn(move || {
    ///     thread::sleep(Duration::from_millis(10));
    ///     canceller.cancel();
    /// });
    /// assert!(matches!(elements.stack(), Err(Error::Cancelled)));
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// Where TensorFlow runs the dataset it takes a step for each element; `ds.batch(1024).iter()?` and
    /// [`Iter::concat`] is faster for small ones.
    ///
    /// # Errors
    /// As the items of the iteration; [`Error::Unequal`] if elements differ in shape; [`Error::Argument`] if the
    /// dataset never ends.
    pub fn stack<B>(self) -> Result<B>
    where
        E: Collate<Batch = B>,
    {
        let mut column = E::Column::with_capacity(0);
        let (bound, plan) = (self.bound.clone(), self.plan.clone());
        let rows = self.drain("stack()", |stream, next| drain::stacked(&bound, stream, next, &mut column))?;
        if rows == 0 {
            drain::nothing(&bound, &plan.spec.batched(Some(0)), true, &mut column)?;
        }
        column.finish()
    }

    /// The elements that are left, joined along axis 0: as [`Dataset::concat`](super::Dataset::concat), of an iteration
    /// that can be [cancelled](Iter::canceller), have a [time limit](Iter::set_timeout), or have given some elements
    /// already.
    ///
    /// ```
    /// # use tfdata::Dataset;
    /// let mut batches = Dataset::range(10).batch(4).iter()?;
    /// let first = batches.next().expect("three batches")?;
    /// assert_eq!((first.len(), batches.concat()?.to_vec()), (4, (4..10).collect()));
    /// # Ok::<(), tfdata::Error>(())
    /// ```
    ///
    /// # Errors
    /// As the items of the iteration; [`Error::Unequal`] if elements differ in the other axes; [`Error::Argument`] if
    /// the dataset never ends.
    pub fn concat(self) -> Result<E>
    where
        E: Concat,
    {
        let mut column = E::Column::with_capacity(0);
        let (bound, plan) = (self.bound.clone(), self.plan.clone());
        let elements =
            self.drain("concat()", |stream, next| drain::joined(&bound, stream, next, &mut column))?;
        if elements == 0 {
            drain::nothing(&bound, &plan.spec, false, &mut column)?;
        }
        column.finish()
    }

    /// What is left, taken by `drain`, which gets the number of the next element and returns how many it took.
    fn drain(self, verb: &str, drain: impl FnOnce(Box<dyn Stream>, u64) -> Result<u64>) -> Result<u64> {
        if self.poisoned {
            return Err(Error::Poisoned);
        }
        super::finite(&self.plan, verb)?;
        let Some(stream) = self.stream else { return Ok(0) };
        match self.token {
            None => drain(stream, self.next),
            Some(token) if token.is_cancelled() => Err(Error::Cancelled),
            Some(token) => token.within(|| drain(stream, self.next)),
        }
    }
}

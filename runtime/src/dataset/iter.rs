use std::marker::PhantomData;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use ndarray::Dimension;

use super::bound::Bound;
use super::canceller::Canceller;
use crate::component::Component;
use crate::element::{Concat, Element};
use crate::engine::Stream;
use crate::engine::cancel::Token;
use crate::error::{Error, Result};
use crate::plan::Plan;
use crate::view::{ArrayField, StringField, View, ViewItem};

/// The elements of a dataset, one after the other: what [`super::Dataset::iter`] returns.
///
/// After an error there is nothing more to be had: the next item is [`Error::Poisoned`], and then it ends.
/// Dropping it ends the pipeline's work.
pub struct Iter<E> {
    pub(super) bound: Arc<Bound>,
    pub(super) plan: Arc<Plan>,
    pub(super) stream: Option<Box<dyn Stream>>,
    pub(super) next: u64,
    pub(super) poisoned: bool,
    pub(super) token: Option<Token>,
    element: PhantomData<fn() -> E>,
}

impl<E: Element> Iter<E> {
    pub(super) fn new(bound: Arc<Bound>, plan: &Arc<Plan>, stream: Box<dyn Stream>) -> Self {
        let (plan, stream, element) = (plan.clone(), Some(stream), PhantomData);
        Self { bound, plan, stream, next: 0, poisoned: false, token: None, element }
    }

    /// Writes where the iteration stands to files whose names begin with `path`: [`super::Dataset::resume`] goes
    /// on from there, also in another process.
    ///
    /// # Errors
    /// [`Error::TensorFlow`] if the files can't be written, or the pipeline has something whose position can't be
    /// stored; [`Error::Argument`] if the iteration has ended, or is native: only that of
    /// [`Engine::TensorFlow`](crate::Engine::TensorFlow) can be stored.
    pub fn save(&mut self, path: impl AsRef<Path>) -> Result<()> {
        self.running("save")?.save(path.as_ref())
    }

    /// Ends each later step with an error if it takes longer; `None` lets it take its time. A timeout makes short
    /// steps several times as slow.
    ///
    /// # Errors
    /// [`Error::Argument`] if the iteration has ended, or is native: then a step waits for nothing but a file.
    pub fn set_timeout(&mut self, timeout: impl Into<Option<Duration>>) -> Result<()> {
        self.running("set_timeout")?.set_timeout(timeout.into())
    }

    /// What ends this iteration from another thread.
    ///
    /// ```
    /// # use std::{thread, time::Duration};
    /// # use tfdata::{Dataset, Error};
    /// let mut elements = Dataset::range(3).repeat(None).iter()?;
    /// let canceller = elements.canceller();
    /// thread::spawn(move || {
    ///     thread::sleep(Duration::from_millis(10));
    ///     canceller.cancel();
    /// });
    /// let last = elements.find_map(Result::err);
    /// assert!(matches!(last, Some(Error::Cancelled)));
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// Where TensorFlow runs the dataset, its steps are taken on a thread of their own from now on, which makes short
    /// ones several times as slow; ask for larger batches.
    pub fn canceller(&mut self) -> Canceller {
        let (token, stream) = (&mut self.token, &mut self.stream);
        let token = token.get_or_insert_with(|| {
            let token = Token::default();
            if let Some(stream) = stream {
                stream.cancelled_by(&token);
            }
            token
        });
        Canceller(token.clone())
    }

    /// Where the array is that `path` names, for [`View::array`]: a number or `bool` in each item. The path is the
    /// one that error messages have: `feat`, `meta.pos`, `1` in a tuple, `_` for a dataset of bare arrays.
    ///
    /// # Errors
    /// [`Error::Argument`] if `E` has no such dense field, or it has another dtype or rank.
    pub fn array_field<T: ViewItem, D: Dimension>(&self, path: &str) -> Result<ArrayField<T, D>> {
        ArrayField::find(&self.bound.slots, path)
    }

    /// Where the strings are that `path` names, for [`View::strings`].
    ///
    /// # Errors
    /// [`Error::Argument`] if `E` has no such dense field, or its items are no strings.
    pub fn string_field(&self, path: &str) -> Result<StringField> {
        StringField::find(&self.bound.slots, path)
    }

    /// Shows the next element to `look` where it lies in the engine's memory, and returns what that returns; `None`
    /// at the end. Nothing is copied, and nothing is allocated for fixed-size components.
    ///
    /// # Errors
    /// As the items of the iteration.
    pub fn next_view<R>(&mut self, look: impl FnOnce(View<'_>) -> R) -> Result<Option<R>> {
        self.advance(|view| Ok(look(view))).transpose()
    }

    /// Shows each of the elements that are left to `look`, where it lies in the engine's memory.
    ///
    /// ```
    /// use ndarray::{Array2, ArrayView2, Ix2};
    /// use tfdata::Dataset;
    ///
    /// let ds = Dataset::from_tensor_slices((Array2::<f32>::ones((100, 3)), ndarray::Array1::from_iter(0_i64..100)))?;
    /// let mut batches = ds.batch(32).iter()?;
    /// let features = batches.array_field::<f32, Ix2>("0")?;
    /// let mut sum = 0.0;
    /// batches.for_each_view(|batch| {
    ///     let features = batch.array(&features)?; // [32, 3], borrowed
    ///     sum += features.sum();
    ///     Ok(())
    /// })?;
    /// assert_eq!(sum, 300.0);
    /// # Ok::<(), tfdata::Error>(())
    /// ```
    ///
    /// # Errors
    /// As the items of the iteration, and the first error of `look`, after which the iteration can go on.
    pub fn for_each_view(&mut self, mut look: impl FnMut(View<'_>) -> Result<()>) -> Result<()> {
        while let Some(seen) = self.next_view(&mut look)? {
            seen?;
        }
        Ok(())
    }

    fn running(&mut self, method: &str) -> Result<&mut (dyn Stream + 'static)> {
        self.stream.as_deref_mut().ok_or_else(|| Error::Argument {
            method: method.to_owned(),
            reason: "the iteration has ended".to_owned(),
        })
    }

    /// The next element, made by `look`; `None` at the end. After an error of either there is nothing more.
    fn advance<R>(&mut self, look: impl FnOnce(View<'_>) -> Result<R>) -> Option<Result<R>> {
        if self.poisoned {
            self.poisoned = false;
            return Some(Err(Error::Poisoned));
        }
        let item = self.look(look).transpose();
        if !matches!(item, Some(Ok(_))) {
            self.stream = None;
            self.poisoned = item.is_some();
        }
        item
    }

    fn look<R>(&mut self, look: impl FnOnce(View<'_>) -> Result<R>) -> Result<Option<R>> {
        let Some(stream) = &mut self.stream else { return Ok(None) };
        let (slots, number) = (&self.bound.slots, self.next);
        let (mut look, mut seen) = (Some(look), None);
        let mut visit = |components: &[Component<'_>]| {
            seen = look.take().map(|look| look(View::new(slots, components, number)));
        };
        let more = lend(stream, self.token.as_ref(), &mut visit)?;
        self.next += 1;
        match seen {
            Some(seen) if more => seen.map(Some),
            _ => Ok(None),
        }
    }
}

impl<E: Concat> Iter<E> {
    /// Takes the next batch (array, tuple of arrays) in place of `batch`, whose memory it gets. Returns whether there
    /// was one; at the end `batch` stays as it is.
    ///
    /// Batches of numbers that are no longer than those before are taken without an allocation. Strings are made anew,
    /// and so are ragged and sparse arrays, and whole batches with a field that the dataset lacks.
    ///
    /// ```
    /// # use ndarray::{Array1, Array2};
    /// # use tfdata::Dataset;
    /// let ds = Dataset::from_tensor_slices((Array2::<f32>::ones((100, 3)), Array1::from_iter(0_i64..100)))?;
    /// let mut batches = ds.batch(32).iter()?;
    /// let mut batch = batches.next().expect("not empty")?;
    /// let mut rows = batch.1.len();
    /// while batches.next_into(&mut batch)? {
    ///     rows += batch.1.len();
    /// }
    /// assert_eq!(rows, 100);
    /// # Ok::<(), tfdata::Error>(())
    /// ```
    ///
    /// # Errors
    /// As the items of the iteration; what `batch` holds then is not specified.
    pub fn next_into(&mut self, batch: &mut E) -> Result<bool> {
        let taken = self.advance(|view| batch.refill(&mut view.row())).transpose()?;
        Ok(taken.is_some())
    }
}

/// Lends the next element's components; `false` at the end.
///
/// # Errors
/// [`Error::Cancelled`], and those of the stream.
fn lend(
    stream: &mut Box<dyn Stream>,
    token: Option<&Token>,
    visit: &mut dyn FnMut(&[Component<'_>]),
) -> Result<bool> {
    match token {
        None => stream.next(visit),
        Some(token) if token.is_cancelled() => Err(Error::Cancelled),
        Some(token) => token.within(|| stream.next(visit)),
    }
}

impl<E: Element> Iterator for Iter<E> {
    type Item = Result<E>;

    fn next(&mut self) -> Option<Self::Item> {
        self.advance(|view| E::read(&mut view.row()))
    }
}

impl<E: Element> std::iter::FusedIterator for Iter<E> {}

impl<E> std::fmt::Debug for Iter<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Iter").field("next", &self.next).finish_non_exhaustive()
    }
}

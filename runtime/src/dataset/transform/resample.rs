//! Elements resampled, so that classes come as often as they should.

use ndarray::{Array1, Array2};
use tfdata_spec::DType;

use crate::dataset::Dataset;
use crate::element::Element;
use crate::graph::{Fields, Graph, Tensor};
use crate::plan::{Sample, WhenEmpty};

/// How [`Dataset::rejection_resample`] resamples.
///
/// ```
/// # use tfdata::Resample;
/// let evenly = Resample::target([0.5, 0.5]).initial([0.9, 0.1]).seed(42);
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "give it to `rejection_resample`"]
pub struct Resample {
    target: Vec<f32>,
    initial: Option<Vec<f32>>,
    seed: Option<i64>,
}

impl Resample {
    /// How often each class is to come, relative to the others (`target_dist`).
    pub fn target(shares: impl Into<Vec<f32>>) -> Self {
        Self { target: shares.into(), initial: None, seed: None }
    }

    /// How often each class comes in the dataset (`initial_dist`). Without it this is estimated from the elements
    /// on the way.
    pub fn initial(self, shares: impl Into<Vec<f32>>) -> Self {
        Self { initial: Some(shares.into()), ..self }
    }

    /// The same choice each time the program runs: that of Python's tf.data for this seed, where no global seed
    /// is set.
    pub fn seed(self, seed: i64) -> Self {
        Self { seed: Some(seed), ..self }
    }

    fn check(&self) -> Result<(), String> {
        let shares = |shares: &[f32]| shares.iter().all(|share| share.is_finite() && *share >= 0.0);
        let initial = self.initial.as_deref().unwrap_or(&self.target);
        if self.target.is_empty() || !shares(&self.target) || !shares(initial) {
            return Err(format!(
                "shares of classes are not less than 0; got {:?} and {initial:?}",
                self.target
            ));
        }
        if initial.len() != self.target.len() {
            let (target, initial) = (self.target.len(), initial.len());
            return Err(format!("there are {target} classes to make, and {initial} in the dataset"));
        }
        Ok(())
    }
}

/// The number of classes of elements after which the shares are estimated anew.
const ESTIMATED_AT_ONCE: usize = 32;
/// As if each class had been seen so often before.
const SMOOTHING: i64 = 10;

impl<E: Element> Dataset<E> {
    /// Elements by their class, some rejected by lot, so that each class comes as often as it should.
    /// `tf.data.Dataset.rejection_resample`.
    ///
    /// `class` gives the number of an element's class, counted from 0; elements come out with it in front.
    ///
    /// ```
    /// # use tfdata::{Dataset, Resample};
    /// let ds = Dataset::range(1000);
    /// let evenly = ds.rejection_resample(Resample::target([0.5, 0.5]).seed(1), |_, x| x.lt(100).cast::<i32>());
    /// ```
    ///
    /// No classes, shares less than 0, or other numbers of them are an [`Argument`](crate::Error::Argument) error
    /// when the dataset is used.
    #[must_use]
    pub fn rejection_resample<T>(
        &self,
        resample: Resample,
        class: impl Fn(&Graph, &Fields<E>) -> Tensor<T>,
    ) -> Dataset<(i32, E)> {
        if let Err(reason) = resample.check() {
            return self.stepped("rejection_resample", Err(reason));
        }
        let class = |graph: &Graph, x: &Fields<E>| class(graph, x).cast::<i32>();
        let all = self.map::<(i32, E)>(|graph, x| (class(graph, x), x).into());
        match &resample.initial {
            Some(initial) => self.resampled_from(&resample, initial, &all, class),
            None => self.resampled(&resample, &all, class),
        }
    }

    /// From shares that are known.
    fn resampled_from(
        &self,
        resample: &Resample,
        initial: &[f32],
        all: &Dataset<(i32, E)>,
        class: impl Fn(&Graph, &Fields<E>) -> Tensor<i32>,
    ) -> Dataset<(i32, E)> {
        let ratios = resample.target.iter().zip(initial);
        let exact = ratios.clone().map(|(target, initial)| target / initial).fold(f32::INFINITY, f32::min);
        let ratios: Vec<f32> =
            ratios.map(|(target, initial)| target / (initial + f32::MIN_POSITIVE)).collect();
        let least = ratios.iter().copied().fold(f32::INFINITY, f32::min);
        let most = ratios.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        if exact == 1.0 {
            return all.clone();
        }
        let accepted: Array1<f32> = ratios.iter().map(|ratio| (ratio - least) / (most - least)).collect();
        let chosen = self.map::<(f32, (i32, E))>(|graph, x| {
            let class = class(graph, x);
            (gather(graph, &graph.constant(accepted), &class), (class, x)).into()
        });
        let chosen = chosen.by_lot(resample.seed);
        if exact == 0.0 {
            return chosen;
        }
        let sample = Sample::weights([least, 1.0 - least]).when_empty(WhenEmpty::Stop);
        let sample = resample.seed.map_or(sample.clone(), |seed| sample.seed(seed));
        Dataset::sample_from_datasets(&[all.clone(), chosen], sample)
    }

    /// From shares that are estimated.
    fn resampled(
        &self,
        resample: &Resample,
        all: &Dataset<(i32, E)>,
        class: impl Fn(&Graph, &Fields<E>) -> Tensor<i32>,
    ) -> Dataset<(i32, E)> {
        let classes = resample.target.len();
        let target = Array1::from(resample.target.clone());
        let shares = self.map::<i32>(|graph, x| class(graph, x).into()).batch(ESTIMATED_AT_ONCE);
        let seen = Array1::from_elem(classes, SMOOTHING);
        let shares = shares.scan::<Array1<i64>, Array2<f32>>(seen, |graph, seen, batch| {
            let (count, one, zero) = (constant(graph, classes), graph.constant(1_i64), graph.constant(0_i64));
            let marks = graph.op("OneHot").input(&batch[0]).input(&count).input(&one).input(&zero).finish();
            let seen = seen + marks.sum_axes(&[0]);
            let share = (seen.cast::<f64>() / seen.sum().cast::<f64>()).cast::<f32>();
            let times = graph.constant(Array1::from(vec![ESTIMATED_AT_ONCE as i64, 1]));
            let share = graph.op("Tile").input(&share.expand_dims(0)).input(&times).finish();
            (seen, share).into()
        });
        let shares = shares.unbatch();
        let ratios = |graph: &Graph, share: &Tensor<f32>| {
            graph.constant(target.clone()) / (share + graph.constant(f32::MIN_POSITIVE))
        };
        let accepted = shares.map::<Array1<f32>>(|graph, x| {
            let ratios = ratios(graph, x);
            let least = ratios.reduce_min();
            ((&ratios - &least) / (ratios.reduce_max() - &least)).into()
        });
        let from_all = shares.map::<f32>(|graph, x| ratios(graph, x).reduce_min().into());
        let chosen = accepted.zip(self).map::<(f32, (i32, E))>(|graph, x| {
            let element = Fields::new(&x.untyped().member(1));
            let class = class(graph, &element);
            (gather(graph, &x.0, &class), (class, element)).into()
        });
        let chosen = chosen.by_lot(resample.seed);
        let random = Dataset::random(resample.seed).batch(2);
        let choices = from_all.zip(&random).map::<i64>(|graph, x| {
            let both = graph.op("Pack").inputs(&[x.0.clone(), graph.constant(1.0_f32) - &x.0]).finish();
            let logits = both.ln().expand_dims(0);
            let one = graph.constant(1_i32);
            let drawn = graph.op("StatelessMultinomial").input(&logits).input(&one).input(&x[1]).finish();
            drawn.squeeze(&[0, 1]).into()
        });
        Dataset::choose_from_datasets(&[all.clone(), chosen], &choices, WhenEmpty::Stop)
    }
}

impl<E: Element> Dataset<(f32, E)> {
    /// Each element with the likelihood in front of it.
    fn by_lot(&self, seed: Option<i64>) -> Dataset<E> {
        let (seed, seed2) = crate::engine::seeds(seed);
        let chosen = self.filter(|graph, x| {
            let scalar = graph.constant(Array1::<i32>::zeros(0));
            let number = graph.op("RandomUniform").input(&scalar).attr("dtype", DType::F32);
            number.attr("seed", seed).attr("seed2", seed2).finish().lt(&x.0)
        });
        chosen.map::<E>(|_, x| x.untyped().member(1).into()).prefetch(3)
    }
}

fn gather(graph: &Graph, items: &Tensor<f32>, index: &Tensor<i32>) -> Tensor<f32> {
    graph.op("GatherV2").input(items).input(index).input(&graph.constant(0_i32)).finish().typed()
}

fn constant(graph: &Graph, number: usize) -> Tensor<i32> {
    graph.constant(i32::try_from(number).unwrap_or(i32::MAX))
}

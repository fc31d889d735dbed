use std::any::Any;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tfdata_spec::Slot;

use super::{Shared, SharedStrings};

/// The memory of columns while it is lent to an engine, which may add the next rows there itself instead of having
/// them copied.
///
/// A column lends its items when it has taken a component, and takes them back, with what was added, when the next one
/// comes or there are no more. An engine borrows them in between, for as long as it decodes, and then lends the
/// component without its items.
#[derive(Clone)]
pub(crate) struct Loans {
    lent: Arc<Mutex<Vec<Loan>>>,
    /// The component that each one of another order is.
    order: Option<Arc<[usize]>>,
}

#[derive(Default)]
struct Loan {
    /// More than one column takes this component.
    shared: bool,
    items: Option<LentItems>,
}

/// The items of a column, of a dtype that an engine adds itself.
pub(crate) enum LentItems {
    F32(Vec<f32>),
    I64(Vec<i64>),
    Strings(SharedStrings),
}

impl Loans {
    /// For the columns that take components as these slots say.
    pub(crate) fn new(slots: &[Slot], components: usize) -> Self {
        let taken = |component: usize| {
            slots.iter().filter(move |slot| {
                matches!(slot, Slot::Tensor { index, .. } | Slot::Ragged { index, .. } if *index == component)
            })
        };
        let loans =
            (0..components).map(|component| Loan { shared: taken(component).count() != 1, items: None });
        Self { lent: Arc::new(Mutex::new(loans.collect())), order: None }
    }

    /// The same for a stream that has the components in another order: each at which place in this one.
    pub(crate) fn ordered(&self, places: &[usize]) -> Self {
        let places = places.iter().map(|place| self.component(*place));
        Self { lent: self.lent.clone(), order: Some(places.collect()) }
    }

    fn component(&self, component: usize) -> usize {
        match &self.order {
            None => component,
            Some(order) => order.get(component).copied().unwrap_or(usize::MAX),
        }
    }

    /// Borrows the items of the column that takes this component, if it lends them.
    pub(crate) fn borrow(&self, component: usize) -> Option<LentItems> {
        self.lock().get_mut(self.component(component))?.items.take()
    }

    /// Gives back what was borrowed.
    pub(crate) fn give_back(&self, component: usize, items: LentItems) {
        if let Some(loan) = self.lock().get_mut(self.component(component)) {
            loan.items = Some(items);
        }
    }

    /// Lends a column's items, a vector, and the memory that they share if they are strings. Returns whether they are of
    /// use to an engine.
    fn lend(&self, component: usize, items: &mut dyn Any, shared: Option<&mut Shared>) -> bool {
        let mut loans = self.lock();
        let Some(loan) = loans.get_mut(self.component(component)).filter(|loan| !loan.shared) else {
            return false;
        };
        loan.items = if let Some(items) = items.downcast_mut() {
            Some(LentItems::F32(std::mem::take(items)))
        } else if let Some(items) = items.downcast_mut() {
            Some(LentItems::I64(std::mem::take(items)))
        } else if let (Some(items), Some(shared)) = (items.downcast_mut(), shared) {
            let (items, shared) = (std::mem::take(items), std::mem::take(shared));
            Some(LentItems::Strings(SharedStrings::new(items, shared)))
        } else {
            None
        };
        loan.items.is_some()
    }

    /// Takes back what a column lent.
    fn take_back(&self, component: usize, items: &mut dyn Any, shared: Option<&mut Shared>) {
        let lent = self.borrow(component);
        match lent {
            Some(LentItems::F32(lent)) => put(lent, items),
            Some(LentItems::I64(lent)) => put(lent, items),
            Some(LentItems::Strings(lent)) => {
                let (strings, memory) = lent.into_parts();
                put(strings, items);
                if let Some(shared) = shared {
                    *shared = memory;
                }
            }
            None => {}
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Loan>> {
        self.lent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn put<T: 'static>(lent: Vec<T>, items: &mut dyn Any) {
    if let Some(items) = items.downcast_mut() {
        *items = lent;
    }
}

/// What a column has lent, and where.
#[derive(Default)]
pub(crate) struct Lent(Option<(Loans, usize)>);

impl Lent {
    /// Lends the items of the column that takes this component, and the memory that they share if they are strings.
    #[inline]
    pub(crate) fn lend(
        &mut self,
        to: Option<(&Loans, usize)>,
        items: &mut dyn Any,
        shared: Option<&mut Shared>,
    ) {
        if let Some((loans, component)) = to
            && loans.lend(component, items, shared)
        {
            self.0 = Some((loans.clone(), component));
        }
    }

    /// Takes them back, with what was added.
    #[inline]
    pub(crate) fn take_back(&mut self, items: &mut dyn Any, shared: Option<&mut Shared>) {
        if let Some((loans, component)) = self.0.take() {
            loans.take_back(component, items, shared);
        }
    }
}

//! The order of documents with one id, though they are read side by side.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use entente_core::DocumentId;

/// A number that a document gets when it is accepted; a later one has a higher number.
pub(super) type Ticket = u64;

/// Who is on the way into the log.
#[derive(Debug, Default)]
pub(super) struct Order {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    next: Ticket,
    lines: HashMap<DocumentId, Line>,
}

/// Those of one id.
#[derive(Debug, Default)]
struct Line {
    /// Not yet taken into a batch, in the order in which they came.
    ahead: VecDeque<Ticket>,
    /// Not yet answered.
    open: usize,
}

impl Order {
    /// Puts a document at the end of its line.
    pub(super) fn enter(&self, id: &DocumentId) -> Ticket {
        let mut state = self.state();
        let ticket = state.next;
        state.next += 1;
        let line = state.lines.entry(id.clone()).or_default();
        line.ahead.push_back(ticket);
        line.open += 1;
        ticket
    }

    /// Whether nobody with this id is on the way.
    pub(super) fn is_free(&self, id: &DocumentId) -> bool {
        !self.state().lines.contains_key(id)
    }

    /// Lets the one with this ticket go if it is the first of its line.
    fn take(&self, id: &DocumentId, ticket: Ticket) -> bool {
        let mut state = self.state();
        let Some(line) = state.lines.get_mut(id) else { return false };
        if line.ahead.front() != Some(&ticket) {
            return false;
        }
        line.ahead.pop_front();
        true
    }

    /// One that was taken has its answer.
    pub(super) fn leave(&self, id: &DocumentId) {
        let mut state = self.state();
        if let Some(line) = state.lines.get_mut(id) {
            line.open -= 1;
            if line.open == 0 {
                state.lines.remove(id);
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Every change is whole before anything can panic.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Those that came back from reading before another one that is ahead of them.
#[derive(Debug)]
pub(super) struct Parked<T> {
    waiting: HashMap<DocumentId, BTreeMap<Ticket, T>>,
}

impl<T> Default for Parked<T> {
    fn default() -> Self {
        Self { waiting: HashMap::new() }
    }
}

impl<T> Parked<T> {
    /// Adds one and hands out all of its id whose turn has come, in order.
    pub(super) fn add(&mut self, order: &Order, id: &DocumentId, ticket: Ticket, item: T) -> Vec<T> {
        let waiting = self.waiting.entry(id.clone()).or_default();
        waiting.insert(ticket, item);
        let mut out = Vec::new();
        while let Some(first) = waiting.first_entry() {
            if !order.take(id, *first.key()) {
                break;
            }
            out.push(first.remove());
        }
        if waiting.is_empty() {
            self.waiting.remove(id);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_of_one_id_leave_in_the_order_in_which_they_came() {
        let (order, mut parked) = (Order::default(), Parked::default());
        let (a, b) = (DocumentId::new("a").unwrap(), DocumentId::new("b").unwrap());
        let (first, second, third) = (order.enter(&a), order.enter(&a), order.enter(&a));
        let other = order.enter(&b);
        assert_eq!(parked.add(&order, &a, third, "a3"), Vec::<&str>::new());
        assert_eq!(parked.add(&order, &b, other, "b1"), ["b1"]);
        assert_eq!(parked.add(&order, &a, first, "a1"), ["a1"]);
        assert_eq!(parked.add(&order, &a, second, "a2"), ["a2", "a3"]);
    }

    #[test]
    fn an_id_is_free_once_all_have_their_answer() {
        let order = Order::default();
        let id = DocumentId::new("a").unwrap();
        assert!(order.is_free(&id));
        order.enter(&id);
        order.enter(&id);
        order.leave(&id);
        assert!(!order.is_free(&id));
        order.leave(&id);
        assert!(order.is_free(&id));
    }
}

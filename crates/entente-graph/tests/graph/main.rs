//! The graph from outside: small worlds of documents that arrive over time, then questions as of a position; and the
//! same questions asked of a model that replays the log and looks at everything.

mod answers;
mod model;
mod properties;
mod refusals;
mod story;
mod time;

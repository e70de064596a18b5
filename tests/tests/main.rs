//! The server from outside, in one binary: scenarios, refusals, filters, pages, the end of a server, reflection,
//! explanations.

mod anything;
mod arriving;
mod explaining;
mod filters;
mod health;
mod limits;
mod listing;
mod pages;
mod quotes;
mod reasons;
mod reflection;
mod restart;
mod together;
mod world;

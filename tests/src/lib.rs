//! The server from outside: end-to-end tests live in `tests/`.

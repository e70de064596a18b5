//! entente-graph

//! entente-proto

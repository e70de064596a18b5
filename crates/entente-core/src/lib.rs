//! entente-core

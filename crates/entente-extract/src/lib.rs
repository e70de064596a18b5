//! entente-extract

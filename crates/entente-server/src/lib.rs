//! entente-server

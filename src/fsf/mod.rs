//! FSF.

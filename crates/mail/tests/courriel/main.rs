//! The transports as the worker uses them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "helpers of tests, which clippy does not take for tests"
)]

mod commun;
#[cfg(unix)]
mod postfix;
mod smtp;
mod transports;

//! The command `gazette`: arguments in, exit code out.

fn main() {}

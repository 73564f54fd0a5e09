//! The command `gazette`: arguments in, exit code out.

mod cli;

/// Entries are many small texts, which the system's allocator takes a third of all time to hand out and take back.
#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    cli::main()
}

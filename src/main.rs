//! The `heardback` program: reads the command line and hands it to the library.

fn main() -> std::process::ExitCode {
    heardback::cli::main()
}

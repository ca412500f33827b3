//! The imagin binary.

fn main() -> std::process::ExitCode {
    server::commandes::principal()
}

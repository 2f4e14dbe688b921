//! Rebuilds the crate when a revision is added, renamed or removed.
fn main() {
    println!("cargo::rerun-if-changed=migrations\ncargo::rerun-if-changed=Cargo.toml");
}

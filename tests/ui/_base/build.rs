//! Watches the revision files.

fn main() {
    println!("cargo::rerun-if-changed=versions");
    println!("cargo::rerun-if-changed=Cargo.toml");
}

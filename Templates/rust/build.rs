//! How a plugin is linked: it binds its own symbols, leaves none undefined and is never unloaded. It exports what is `no_mangle`.
fn main() {
    println!("cargo:rustc-cdylib-link-arg=-Wl,-Bsymbolic,-z,defs,-z,nodelete");
    println!("cargo:rerun-if-changed=build.rs");
}

/**
 * A workspace with every shape of target that cargo knows, and a package outside of it that it depends on by path. What
 * cargo itself says about it is the oracle of the tests.
 */

import { makeProject, type Sample } from './cargoSample.ts';

const PACKAGE = 'version = "0.1.0"\nedition = "2021"\n';

const FILES: Readonly<Record<string, string>> = {
  'Cargo.toml': `[workspace]
members = ["app-one", "util", "dyn", "mac", "odd"]
exclude = ["outside"]
resolver = "2"
[profile.fast]
inherits = "release"
`,
  'app-one/Cargo.toml': `[package]
name = "app-one"
${PACKAGE}
default-run = "renamed"
[[bin]]
name = "renamed"
path = "src/start here.rs"
[[example]]
name = "plug-in"
crate-type = ["cdylib"]
[[example]]
name = "part"
crate-type = ["rlib"]
[[test]]
name = "own-harness"
harness = false
[[bench]]
name = "plain"
harness = false
[dependencies]
util = { path = "../util" }
mac = { path = "../mac" }
outside = { path = "../outside" }
[build-dependencies]
build-help = { path = "../outside/build-help" }
[dev-dependencies]
dyn-lib = { path = "../dyn" }
`,
  'app-one/build.rs': 'mod build_part;\nfn main() { build_part::run() }\n',
  'app-one/build_part.rs':
    'pub fn run() { println!("cargo::rerun-if-changed=build.rs"); println!("x={}", build_help::help()) }\n',
  'app-one/src/start here.rs': 'mod part;\nfn main() { println!("{} {}", part::run(), mac::seven!()) }\n',
  'app-one/src/part.rs': 'pub fn run() -> u8 { app_one::shared() }\n',
  'app-one/src/forgotten.rs': 'pub fn never() {}\n',
  'app-one/src/lib.rs': 'pub fn shared() -> u8 { util::one() + outside::out() }\n#[test]\nfn unit() {}\n',
  'app-one/src/bin/second/main.rs': 'mod help;\nfn main() { help::help() }\n',
  'app-one/src/bin/second/help.rs': 'pub fn help() {}\n',
  'app-one/examples/show.rs': 'fn main() {}\n',
  'app-one/examples/big-one/main.rs': 'mod x;\nfn main() { x::x() }\n',
  'app-one/examples/big-one/x.rs': 'pub fn x() {}\n',
  'app-one/examples/plug-in.rs': '#[no_mangle]\npub extern "C" fn plug() {}\n',
  'app-one/examples/part.rs': 'pub fn part() {}\n',
  'app-one/tests/it.rs': 'mod common;\n#[test]\nfn it() { common::set_up(); dyn_lib::dynamic(); }\n',
  'app-one/tests/common/mod.rs': 'pub fn set_up() {}\n',
  'app-one/tests/own-harness.rs': 'fn main() {}\n',
  'app-one/benches/plain.rs': 'fn main() {}\n',
  'app-one/benches/be.rs': '#[test]\nfn be() {}\n',
  'util/Cargo.toml': `[package]\nname = "util"\n${PACKAGE}`,
  'util/src/lib.rs': 'pub fn one() -> u8 { 1 }\n',
  'dyn/Cargo.toml': `[package]\nname = "dyn-lib"\n${PACKAGE}[lib]\ncrate-type = ["dylib", "rlib"]\n`,
  'dyn/src/lib.rs': 'pub fn dynamic() {}\n',
  'mac/Cargo.toml': `[package]\nname = "mac"\n${PACKAGE}[lib]\nproc-macro = true\n`,
  'mac/src/lib.rs': `extern crate proc_macro;
mod inner;
#[proc_macro]
pub fn seven(_: proc_macro::TokenStream) -> proc_macro::TokenStream { inner::seven().parse().unwrap() }
`,
  'mac/src/inner.rs': 'pub fn seven() -> &\'static str { "7" }\n#[test]\nfn is_seven() { seven(); }\n',
  'mac/src/bin/tool.rs': 'fn main() {}\n',
  'odd/Cargo.toml': `[package]\nname = "odd"\n${PACKAGE}[lib]\nname = "strange_name"\ncrate-type = ["cdylib", "staticlib"]\n[[bin]]\nname = "odd"\npath = "main.rs"\ntest = false\n`,
  'odd/src/lib.rs': 'pub fn odd() {}\n',
  'odd/main.rs': 'fn main() {}\n',
  'outside/Cargo.toml': `[package]\nname = "outside"\n${PACKAGE}[lib]\ncrate-type = ["dylib"]\n[workspace]\n`,
  'outside/src/lib.rs': 'pub fn out() -> u8 { 3 }\n',
  'outside/build-help/Cargo.toml': `[package]\nname = "build-help"\n${PACKAGE}[workspace]\n`,
  'outside/build-help/src/lib.rs': 'pub fn help() -> u8 { 4 }\n',
};

/** The folder's name has signs that shells, make and regular expressions take for their own. */
export function makeManyShapes(): Sample {
  return makeProject(FILES, "a b + (c) 'q' $x [1] ü");
}

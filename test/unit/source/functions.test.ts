import assert from 'node:assert/strict';
import { functionsOfText, summary } from './parser.ts';

/** What a text is, the text, and its functions in order. */
type Row = readonly [name: string, text: string, functions: readonly string[]];

const found: readonly Row[] = [
  ['a free function', 'fn a() {}', ['free a']],
  ['main', 'fn main() {}', ['free main main']],
  ['a main in a module', 'mod m { fn main() {} }', ['free m::main']],
  ['modifiers', 'pub(crate) const unsafe extern "C" fn a() {} async fn b() {}', ['free a', 'free b async']],
  ['visibility on its own line', 'pub\n(in crate::x)\nfn a() {}', ['free a']],
  ['modules in modules', 'mod a { pub mod r#b { fn c() {} } fn d() {} }', ['free a::b::c', 'free a::d']],
  ['an inherent method', 'impl Stack { fn push(&mut self) {} }', ['inherent Stack::push']],
  ['a generic impl', "impl<'a, T> Stack<'a, T> { fn push() {} }", ['inherent Stack<T>::push generic']],
  ['an impl with lifetimes only', "impl<'a> Lines<'a> { fn next<'b>(&'b self) {} }", ['inherent Lines::next']],
  ['an impl of a path', 'impl crate::a::B { fn c() {} }', ['inherent crate::a::B::c']],
  ['an impl of dyn', "impl dyn Shape + 'static { fn area(&self) {} }", ['inherent <dyn Shape>::area']],
  ['a trait impl', 'impl fmt::Debug for r#Type { fn fmt() {} }', ['traitImpl <Type as fmt::Debug>::fmt']],
  [
    'trait impls that differ in their arguments',
    'impl From<u8> for A { fn from() {} }\nimpl From<u16> for A { fn from() {} }',
    ['traitImpl <A as From<u8>>::from', 'traitImpl <A as From<u16>>::from'],
  ],
  [
    'impls for references, tuples, arrays and functions',
    "impl X for &'a mut T { fn a() {} } impl X for (u8, T) { fn b() {} } impl X for [u8; 4] { fn c() {} } impl X for fn(&u8) -> u8 { fn d() {} }",
    [
      'traitImpl <&mut T as X>::a',
      'traitImpl <(u8, T) as X>::b',
      'traitImpl <[u8; 4] as X>::c',
      'traitImpl <fn(&u8) -> u8 as X>::d',
    ],
  ],
  [
    'a type with comments and line breaks',
    'impl Map<\n    K, // key\n    /* value */ V,\n> { fn get() {} }',
    ['inherent Map<K, V>::get'],
  ],
  ['an unsafe impl', 'unsafe impl<T: ?Sized> Tr for Box<T> { fn a() {} }', ['traitImpl <Box<T> as Tr>::a generic']],
  [
    'a trait: default methods only',
    'trait Shape { fn area(&self) -> f64; fn name(&self) {} }',
    ['traitDefault Shape::name generic'],
  ],
  [
    'generics',
    "fn a<T: Copy>() {} fn b<const N: usize>() {} fn c(x: impl Fn()) {} fn d<'a>(x: &'a u8) {} fn e() -> impl Fn() {}",
    ['free a generic', 'free b generic', 'free c generic', 'free d', 'free e'],
  ],
  [
    'where clauses',
    "fn a<T, const N: usize>() where [T; N]: Sized, for<'a> &'a T: Copy, T: Fn() -> fn() {}",
    ['free a generic'],
  ],
  ['a nested function', 'fn a<T>() { fn b() { fn c() {} } }', ['free a generic', 'nested a::b', 'nested a::b::c']],
  [
    'functions in closures, const items and blocks',
    'fn a() { let f = |x: u8| { fn b() {} x }; { loop { fn c() {} } } } const X: u8 = { fn d() {} 1 }; static Y: u8 = { fn e() {} 1 };',
    ['free a', 'nested a::b', 'nested a::c', 'nested d', 'nested e'],
  ],
  [
    'items in a function',
    'fn a() { struct S; impl S { fn b() { fn c() {} } } mod m { fn d() {} } }',
    ['free a', 'inherent a::S::b', 'nested a::S::b::c', 'nested a::m::d'],
  ],
  ['raw identifiers', 'fn r#match() { fn r#fn() {} }', ['free match', 'nested match::fn']],
  [
    'tests',
    '#[test] fn a() {}\n#[tokio::test(flavor = "current_thread")]\nasync fn b() {}\n#[ :: core :: test ] fn c() {}',
    ['free a test', 'free b async test', 'free c test'],
  ],
  [
    'attributes that are no test',
    '#[cfg(test)] fn a() {} #[test_case(1)] fn b() {} #[rstest] fn c() {} #[test] struct S; fn d() {}',
    ['free a cfg(test)', 'free b', 'free c', 'free d'],
  ],
  ["cfg'd duplicates", '#[cfg(unix)] fn a() {} #[cfg(windows)] fn a() {}', ['free a cfg(unix)', 'free a cfg(windows)']],
  [
    'a cfg around a function, and one of its own',
    '#[cfg(feature = "x")] mod m { fn a() {} #[cfg( not(unix) )] impl S { fn b() {} } } #[cfg_attr(unix, cold)] fn c() {}',
    ['free m::a cfg(feature = "x")', 'inherent m::S::b cfg(not(unix))', 'free c'],
  ],
  [
    'a cfg among the tokens of a macro',
    'items! { #[cfg(windows)] pub fn a() { fn b() {} } fn c() {} }',
    ['macroBody a cfg(windows)', 'macroBody a::b cfg(windows)', 'macroBody c'],
  ],
  [
    'foreign blocks',
    'extern "C" { fn no(); } mod m { unsafe extern "C" { pub safe fn no(); } fn a() {} } extern "C" fn b() {}',
    ['free m::a', 'free b'],
  ],
  [
    'the word fn elsewhere',
    'type F = fn(u8) -> u8; struct S { fn_: fn() } /* fn c() {} */ fn a(x: &dyn Fn()) { "fn b() {}"; r#"fn b() {}"#; } // fn d() {}',
    ['free a'],
  ],
  [
    'a macro definition and its calls',
    'macro_rules! make { ($n:ident) => { fn $n() {} fn no() {} }; }\nmake!(a);\nfn b() {}',
    ['free b'],
  ],
  [
    'syntax newer than the grammar',
    'fn a() { let p = &raw const x; if let A = b && let C = d {} } fn b() {}',
    ['free a', 'free b'],
  ],
  ['nothing', '', []],
];

const inMacros: readonly Row[] = [
  [
    'cfg_if',
    'cfg_if! { if #[cfg(unix)] { fn a() {} } else { /** doc */ #[test] pub(crate) async fn b() {} } }',
    ['macroBody a', 'macroBody b async test'],
  ],
  [
    'modifiers and generics',
    'm! { const unsafe extern "C" fn a() {} pub fn b<\'a>() {} fn c<T>() {} fn d(x: impl X) {} fn e<\'a, const N: u8>() {} }',
    ['macroBody a', 'macroBody b', 'macroBody c generic', 'macroBody d generic', 'macroBody e generic'],
  ],
  [
    'items around',
    "m! { mod a { impl<'a, T> S<'a, T> { fn b() { fn c() {} } } unsafe impl X for fn() { fn d() {} } trait T { fn no(); fn e() {} } } }",
    [
      'macroBody a::S<T>::b generic',
      'macroBody a::S<T>::b::c',
      'macroBody a::<fn() as X>::d',
      'macroBody a::T::e generic',
    ],
  ],
  ['a module around the call', 'mod a { fn b() { m!{ fn c() {} } } }', ['free a::b', 'macroBody a::b::c']],
  ['syntax of its own', 'proptest! { #[test] fn a(x in 0..10, y: u8) { x } }', ['macroBody a test']],
  ['other brackets, deeper', 'm!(1, [x, (fn a() {})]);', ['macroBody a']],
  [
    'what is no function',
    'm! { fn no(); x: fn(u8) -> u8, fn $n() {}, "fn no() {}" } n!(fn { }); o! { extern { fn no(); } }',
    [],
  ],
  [
    'templates for elsewhere',
    'quote! { fn no() {} } m! { macro_rules! x { () => { fn no() {} } } syn::parse_quote! { fn no() {} } fn a() {} }',
    ['macroBody a'],
  ],
];

describe('the functions of a text', () => {
  for (const [name, text, functions] of found) {
    it(`are found: ${name}`, () => {
      assert.deepEqual(functionsOfText(text).map(summary), functions);
    });
  }
  for (const [name, text, functions] of inMacros) {
    it(`are found in macro calls: ${name}`, () => {
      assert.deepEqual(functionsOfText(text).map(summary), functions);
    });
  }

  it('carry the file that was asked for', () => {
    assert.equal(functionsOfText('fn a() {}', '/home/ada/a b.rs')[0]?.file, '/home/ada/a b.rs');
  });
});

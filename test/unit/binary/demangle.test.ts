import assert from 'node:assert/strict';
import { assetPath } from '../../../src/binary/assets.ts';
import { demangle, loadDemangler } from '../../../src/binary/demangle.ts';

// What rustfilt 0.2.1 prints for symbols of rustc 1.95 and of the v0 specification (RFC 2603).
const PAIRS: [symbol: string, path: string][] = [
  ['_ZN4demo3add17h0123456789abcdefE', 'demo::add'],
  ['_ZN4demo3add17h0123456789abcdefE.llvm.4567890123456789012', 'demo::add'],
  ['_ZN4demo3add17h0123456789abcdefE.cold', 'demo::add.cold'],
  [
    '_ZN60_$LT$shapes..Wrapper$LT$f64$GT$$u20$as$u20$shapes..Shape$GT$4area17h9951608d54e46df6E',
    '<shapes::Wrapper<f64> as shapes::Shape>::area',
  ],
  ['_ZN6shapes10many_lines28_$u7b$$u7b$closure$u7d$$u7d$17h751758eb3ecce23bE', 'shapes::many_lines::{{closure}}'],
  [
    '_ZN4core3ops8function6FnOnce40call_once$u7b$$u7b$vtable.shim$u7d$$u7d$17h6b8d2a8a1c1d1e1fE',
    'core::ops::function::FnOnce::call_once{{vtable.shim}}',
  ],
  ['_RNvC4demo3add', 'demo::add'],
  ['_RNvC4demo3add.llvm.4567890123456789012', 'demo::add'],
  ['_RNvNtCs6mEINUzFH5k_6shapes5outer3add', 'shapes::outer::add'],
  ['_RINvCs6mEINUzFH5k_6shapes7largestReEB2_', 'shapes::largest::<&str>'],
  ['_RNCNvCs6mEINUzFH5k_6shapes5fetch0B3_', 'shapes::fetch::{closure#0}'],
  ['_RNvXs_Cs6mEINUzFH5k_6shapesINtB4_7WrapperdENtB4_5Shape4area', '<shapes::Wrapper<f64> as shapes::Shape>::area'],
  ['_RNvMCs6mEINUzFH5k_6shapesINtB2_7WrappermE3getB2_', '<shapes::Wrapper<u32>>::get'],
  ['_RNvYNtC4demo5ThingNtB4_5Trait4call', '<demo::Thing as demo::Trait>::call'],
  ['_RINvNtC3std3mem8align_ofAjj10_E', 'std::mem::align_of::<[usize; 16]>'],
  ['_RINvC4demo4largeKj7b_E', 'demo::larg::<str, 123>'],
  ['_RNvC4demou8gdel_5qa', 'demo::gödel'],
];

// Nothing of Rust's, or damaged.
const UNTOUCHED = [
  'main',
  '',
  '_R',
  '_RNv',
  '_ZN9wikipedia7article6formatEv',
  '_Z3foov',
  '?foo@@YAXXZ',
  '_RNvNtC5münch',
];

describe('demangle', () => {
  before(async () => {
    await loadDemangler(assetPath('rustc_demangle.wasm'));
  });

  for (const [symbol, path] of PAIRS) {
    it(`prints ${symbol} as ${path}`, () => {
      assert.equal(demangle(symbol), path);
    });
  }

  for (const symbol of UNTOUCHED) {
    it(`leaves '${symbol}' as it is`, () => {
      assert.equal(demangle(symbol), symbol);
    });
  }

  const million = 1_000_000;
  const hostile: [what: string, symbol: string][] = [
    ['nested namespaces', `_R${'N'.repeat(million)}`],
    ['repeated prefixes', '_R'.repeat(million / 2)],
    ['nested references', `_RNvC${'R'.repeat(million)}x`],
    ['nested tuples', `_RMC0${'T'.repeat(million)}`],
    ['a long legacy path', `_ZN${'1a'.repeat(million / 2)}17h0123456789abcdefE`],
    ['a long suffix', `_RNvC4demo3add.llvm.${'A'.repeat(million)}`],
    ['back references that double', doublingBackReferences(60)],
    ['a long punycode name', `_RNvC4demou400000_${'z'.repeat(400_000)}`],
    ['characters beyond ASCII', `_RNvC4demo3${'é'.repeat(million)}`],
  ];
  for (const [what, symbol] of hostile) {
    it(`survives ${what} and goes on`, () => {
      assert.ok(demangle(symbol).length <= 2 * million + 100);
      assert.equal(demangle('_RNvC4demo3add'), 'demo::add');
    });
  }
});

/** A tuple of ten of the tuple before, and so on: ten to the power of `depth` types when written out. */
function doublingBackReferences(depth: number): string {
  let mangled = 'MC0T';
  let previous = mangled.length;
  mangled += 'TyyyyyyyyyyE';
  for (let level = 0; level < depth; level++) {
    const start = mangled.length;
    mangled += `T${`B${base62(previous)}`.repeat(10)}E`;
    previous = start;
  }
  return `_R${mangled}E`;
}

/** A number as v0 writes it: empty for 0, else digits of the number less one, then `_`. */
function base62(value: number): string {
  const digits = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
  let text = '';
  for (let rest = value - 1; rest >= 0; rest = Math.floor(rest / 62) - 1) text = (digits[rest % 62] ?? '') + text;
  return `${text}_`;
}

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AddressNamer } from '../../src/binary/addressNamer.ts';
import { assetPath } from '../../src/binary/assets.ts';
import { demangle, loadDemangler } from '../../src/binary/demangle.ts';
import { Dwarf } from '../../src/binary/dwarf.ts';
import type { DwarfFunction } from '../../src/binary/dwarfFunction.ts';
import type { DwarfType, EnumType } from '../../src/binary/dwarfType.ts';
import { openElf, type ElfFile } from '../../src/binary/elf.ts';
import { FunctionIndex } from '../../src/binary/functionIndex.ts';
import { run } from '../unit/binary/fixtures.ts';

/** Prints the bytes of enum values with the names of their variants, and where vtables and functions lie. */
const SAMPLE = `
use std::any::type_name;
use std::hint::black_box;
use std::mem::size_of_val;
#[derive(Debug, Clone, Copy)] pub enum Plain { A, B = 7, C }
#[derive(Debug, Clone, Copy)] #[repr(i8)] pub enum Negative { A = -3, B = 5 }
#[derive(Debug, Clone, Copy)] #[repr(u64)] pub enum Large { Low = 1, High = 0xffff_ffff_ffff_fff0 }
#[derive(Debug)] pub enum Loaded { Empty, One(u32), Two { x: u64, y: String } }
#[derive(Debug)] pub enum Only { Single(u32) }
#[derive(Debug, Clone, Copy)] pub enum Unit { Lone }
#[derive(Debug)] pub enum Void {}
#[derive(Debug)] #[repr(u128)] pub enum Wide { A(u8) = 1, B = 0xffff_ffff_ffff_ffff_ffff }
#[derive(Debug, Clone, Copy)] pub enum Niche { X(bool), Y, Z, W }
#[derive(Debug)] pub enum Nested { P(Option<Box<u32>>), Q(char), R }
#[derive(Debug)] pub enum Skipping { Never(Void), Always(u32) }
pub mod inner { pub mod deep { #[derive(Debug)] pub struct Pair<T, U> { pub first: T, pub second: U } } }
pub trait Shape { fn area(&self) -> f64; }
pub struct Circle(pub f64);
pub struct Square<T> { pub side: T }
impl Shape for Circle { fn area(&self) -> f64 { self.0 } }
impl<T: Copy + Into<f64>> Shape for Square<T> { fn area(&self) -> f64 { self.side.into() } }
fn show<T: std::fmt::Debug>(parameter: &str, value: &T) {
    let bytes = unsafe { std::slice::from_raw_parts(value as *const T as *const u8, size_of_val(value)) };
    let text = format!("{value:?}");
    let name = text.split(|c: char| !c.is_alphanumeric()).next().unwrap();
    println!("value {parameter} {name} {}", bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
}
fn vtable<T: Shape>(shape: &T) {
    let object: &dyn Shape = shape;
    let [_, vtable]: [usize; 2] = unsafe { std::mem::transmute(object) };
    println!("vtable {vtable:x} {}", type_name::<T>());
}
#[inline(never)]
pub fn enums(plain: &Plain, negative: &Negative, large: &Large, loaded: &Loaded, only: &Only, unit: &Unit, wide: &Wide,
    niche: &Niche, nested: &Nested, skipping: &Skipping, option: &Option<&u32>, result: &Result<u8, String>,
    ordering: &std::cmp::Ordering, pair: &inner::deep::Pair<u16, Circle>, code: &fn(u32) -> u32) -> f64 {
    show("plain", plain); show("negative", negative); show("large", large); show("loaded", loaded); show("only", only);
    show("unit", unit); show("wide", wide); show("niche", niche); show("nested", nested); show("skipping", skipping);
    show("option", option); show("result", result); show("ordering", ordering);
    black_box(code)(pair.first as u32);
    pair.second.0
}
fn increment(x: u32) -> u32 { black_box(x) + 1 }
#[inline(never)]
pub fn captures(factor: u32, text: String) -> u32 {
    let by_reference = |x: u32| -> u32 { println!("{x} {factor} {text}"); x * factor };
    black_box(&by_reference as &dyn Fn(u32) -> u32)(3)
}
async fn waiting(id: u32, name: String) -> u32 { ready(id).await; println!("{name}"); id }
async fn ready(n: u32) { black_box(n); }
fn main() {
    let one = black_box(1u32);
    let pair = inner::deep::Pair { first: 1u16, second: Circle(1.0) };
    let code: fn(u32) -> u32 = increment;
    println!("function {:x} increment", code as usize);
    println!("function {:x} main", main as fn() as usize);
    let mut all = |p, n, l, lo, wi, ni, ne, o, r: Result<u8, String>, or| enums(&p, &n, &l, &lo, &Only::Single(one), &Unit::Lone,
        &wi, &ni, &ne, &Skipping::Always(one), &o, &r, &or, &pair, &code);
    use std::cmp::Ordering;
    all(Plain::A, Negative::A, Large::Low, Loaded::Empty, Wide::A(9), Niche::X(true), Nested::P(None), None, Ok(3), Ordering::Less);
    all(Plain::B, Negative::B, Large::High, Loaded::One(4), Wide::B, Niche::Y, Nested::Q('q'), Some(&one), Err("no".into()), Ordering::Equal);
    all(Plain::C, Negative::B, Large::High, Loaded::Two { x: 5, y: "y".into() }, Wide::B, Niche::Z, Nested::R, Some(&one), Ok(4), Ordering::Greater);
    all(Plain::C, Negative::B, Large::High, Loaded::Empty, Wide::B, Niche::W, Nested::P(Some(Box::new(one))), None, Ok(5), Ordering::Greater);
    vtable(&Circle(2.0));
    vtable(&Square { side: 1.5f32 });
    captures(one, "text".into());
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let _ = std::future::Future::poll(std::pin::pin!(waiting(one, "name".into())), &mut context);
}
`;

/** The variant that the bytes of a value are, by the type's own description. */
function variantOf(type: EnumType, bytes: Buffer): string | undefined {
  const { discriminant, variants } = type;
  if (discriminant === null) return variants[0]?.name;
  assert.ok(discriminant.type.kind === 'base');
  const { byteSize, encoding } = discriminant.type;
  const read = bytes.subarray(discriminant.offset, discriminant.offset + byteSize);
  const unsigned = BigInt(`0x${Buffer.from(read).reverse().toString('hex')}`);
  const number = encoding === 'signed' ? BigInt.asIntN(8 * byteSize, unsigned) : unsigned;
  const exact = variants.find(({ values }) => values?.some(({ from, to }) => from <= number && number <= to));
  return (exact ?? variants.find(({ values }) => values === null))?.name;
}

describe('types as rustc describes them', function () {
  this.timeout(120_000);

  let folder: string;
  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'rt-types-'));
    writeFileSync(path.join(folder, 'sample.rs'), SAMPLE);
    await loadDemangler(assetPath('rustc_demangle.wasm'));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const builds: [name: string, ...options: string[]][] = [
    ['dev'],
    ['release', '-Copt-level=3', '-Csymbol-mangling-version=v0'],
    ['dwarf5', '-Cdwarf-version=5', '-Csplit-debuginfo=packed'],
  ];
  for (const [name, ...options] of builds) {
    describe(name, () => {
      let file: string;
      let elf: ElfFile;
      let lines: string[][];
      let functions: DwarfFunction[];
      before(async () => {
        file = path.join(folder, name);
        const build = ['--edition=2021', '-g', '-Awarnings', ...options, 'sample.rs', '-o', name];
        execFileSync('rustc', build, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
        lines = run(file)
          .split('\n')
          .map(line => line.split(' '));
        elf = openElf(file);
        const records = await new FunctionIndex(elf).declaredIn(source => source.endsWith('/sample.rs'));
        const dwarf = new Dwarf(elf);
        functions = records.flatMap(record => (record.home.kind === 'code' ? (dwarf.describe(record) ?? []) : []));
      });
      after(() => {
        elf.dispose();
      });

      const targetOf = (parameter: string): DwarfType => {
        const enums = functions.find(found => found.name === 'enums');
        const type = enums?.parameters.find(found => found.name === parameter)?.type;
        assert.ok(type?.kind === 'pointer' && type.target !== null, parameter);
        return type.target;
      };
      const moved = (): bigint => {
        const printed = BigInt(`0x${lines.find(([kind, , what]) => kind === 'function' && what === 'main')![1]!}`);
        const symbol = elf.symbols().find(found => demangle(found.name) === 'sample::main');
        return printed - (symbol?.virtualAddress ?? 0n);
      };

      it('tell the variant of every enum value from its bytes', () => {
        const values = lines.filter(([kind]) => kind === 'value');
        assert.equal(values.length, 4 * 13);
        for (const [, parameter, variant, bytes] of values) {
          const type = targetOf(parameter!);
          assert.ok(type.kind === 'enum', parameter);
          assert.equal(type.byteSize, bytes!.length / 2, parameter);
          assert.equal(variantOf(type, Buffer.from(bytes!, 'hex')), variant, `${parameter!} ${bytes!}`);
        }
      });

      it('know where they stand and what they were made with', () => {
        const pair = targetOf('pair');
        assert.ok(pair.kind === 'struct');
        assert.deepEqual([...pair.path, pair.name], ['sample', 'inner', 'deep', 'Pair<u16, sample::Circle>']);
        const made = pair.typeArguments.map(({ name: argument, type }) => `${argument} = ${type.name}`);
        assert.deepEqual(made, ['T = u16', 'U = Circle']);
        assert.equal(pair.alignment, 8);
        const option = targetOf('option');
        assert.ok(option.kind === 'enum');
        assert.deepEqual(option.path, ['core', 'option']);
        assert.deepEqual({ ...targetOf('code') }, { kind: 'functionPointer', name: 'fn(u32) -> u32' });
      });

      it('name functions and the types of vtables by their addresses', () => {
        const namer = new AddressNamer(elf);
        const vtables = lines.filter(([kind]) => kind === 'vtable');
        assert.equal(vtables.length, 2);
        for (const [, address, ...type] of vtables) {
          const virtualAddress = BigInt(`0x${address!}`) - moved();
          assert.equal(namer.vtableAt(virtualAddress), type.join(' '));
          assert.equal(namer.vtableAt(virtualAddress + 8n), null);
          assert.equal(namer.functionAt(virtualAddress), null);
        }
        for (const [, address, fn] of lines.filter(([kind]) => kind === 'function')) {
          assert.equal(namer.functionAt(BigInt(`0x${address!}`) - moved()), `sample::${fn!}`);
        }
      });

      it('name what closures and async bodies captured', () => {
        const closure = functions.find(found => found.path.includes('captures') && found.name.startsWith('{closure#'));
        if (name !== 'release' || closure !== undefined) {
          assert.deepEqual(closure?.captured.map(found => `${found.name ?? ''}: ${found.type.name}`).sort(), [
            'factor: u32',
            'text: String',
          ]);
        }
        const body = functions.find(found => found.path.includes('waiting') && found.name === '{async_fn#0}');
        if (name === 'release' && body === undefined) return;
        const [state, ...more] = body?.captured ?? [];
        assert.ok(state?.type.kind === 'enum' && more.length === 0);
        assert.deepEqual(
          state.type.variants.map(variant => variant.name),
          ['Unresumed', 'Returned', 'Panicked', 'Suspend0'],
        );
        const [unresumed] = state.type.variants;
        assert.ok(unresumed?.type?.kind === 'struct');
        const kept = unresumed.type.members.map(member => `${member.name}: ${member.type.name}`);
        assert.deepEqual(kept.sort(), ['id: u32', 'name: String']);
      });

      it('show whether code was optimised', () => {
        const enums = functions.find(found => found.name === 'enums');
        assert.equal(enums?.isOptimised, name === 'release');
      });
    });
  }
});

/**
 * Writes the functions of test/fixtures/counted and the schedule of their calls: every kind of function that a person
 * counts, in nested modules. The parts of the program that are always the same lie in the fixture.
 */

/** As `-Csymbol-mangling-version` has them. */
export type Mangling = 'legacy' | 'v0';

/** A function that is to be found by counting `calls::`. */
export interface ScheduledFunction {
  /** Its demangled path, without type arguments. */
  readonly name: string;
  /** Entries of each of its instances in one run. */
  readonly instances: readonly number[];
}

export interface CountedSources {
  /** By path below `src/`. */
  readonly files: ReadonlyMap<string, string>;
  readonly functions: readonly ScheduledFunction[];
  /** Functions with the same machine code: an optimised build may have one home for both. */
  readonly twins: readonly (readonly [string, string])[];
}

/** How often functions are called, in turn. */
const TIMES = [0, 1, 2, 3, 10, 100, 1000];
const GENERIC_TYPES = ['u8', 'String', 'Option<Box<u64>>', '(i32, [u8; 3])'];
const LONG_NAME = `a_name_that_is_${'very_'.repeat(40)}long`;

/**
 * @param size functions in all, at least 250
 * @param heaviest calls of the one that is called most
 */
export function countedSources(size: number, heaviest: number, mangling: Mangling): CountedSources {
  const schedule = new Schedule();
  const twins: [string, string][] = [];
  const files = new Map([
    ['calls/methods.rs', methods(schedule, mangling)],
    ['calls/generics.rs', generics(schedule)],
    ['calls/closures.rs', closures(schedule)],
    ['calls/polls.rs', polls(schedule)],
    ['calls/twins.rs', twinFunctions(schedule, twins)],
    ['calls/small.rs', small(schedule)],
    ['calls/odd.rs', odd(schedule)],
  ]);
  files.set('calls/free.rs', free(schedule, size - schedule.functions.length, heaviest));
  const modules = [...files.keys()].map(file => `pub mod ${file.slice('calls/'.length, -'.rs'.length)};\n`);
  files.set('calls.rs', modules.join(''));
  files.set('schedule.rs', schedule.source());
  return { files, functions: schedule.functions, twins };
}

class Schedule {
  readonly functions: ScheduledFunction[] = [];
  readonly #reported: string[] = [];
  readonly #steps: string[] = [];
  #ticks = 0;
  #turn = 0;

  /** A counter of the program's own. */
  tick(): number {
    return this.#ticks++;
  }

  times(): number {
    return TIMES[this.#turn++ % TIMES.length] ?? 0;
  }

  /** `path` is relative to the module `calls`, or begins with `<`. @param instances ticks and entries of each instance */
  function(path: string, instances: readonly (readonly [tick: number, entries: number])[]): string {
    const name = path.startsWith('<') ? path : `counted::calls::${path}`;
    this.functions.push({ name, instances: instances.map(([, entries]) => entries) });
    this.#reported.push(`("${name}", &[${instances.map(([tick]) => tick).join(', ')}])`);
    return name;
  }

  /** Rust statements that are run so often. */
  step(statements: string, times: number): void {
    this.#steps.push(`(|| { ${statements} }, ${times})`);
  }

  source(): string {
    return `#![allow(unused_imports)]
use crate::calls::{*, methods::Poke};
use crate::tally::{drive, tick};
use std::hint::black_box;

pub const TICKS: usize = ${this.#ticks};

pub static FUNCTIONS: &[(&str, &[usize])] = &[
    ${this.#reported.join(',\n    ')},
];

pub static STEPS: &[(fn(), u64)] = &[
    ${this.#steps.join(',\n    ')},
];
`;
  }
}

const HEAD = '#![allow(dead_code)]\nuse crate::tally::*;\nuse std::hint::black_box;\n\n';

function free(schedule: Schedule, count: number, heaviest: number): string {
  let source = '';
  for (let first = 0; first < count; first += 10) {
    const functions: string[] = [];
    for (let index = first; index < Math.min(first + 10, count); index++) {
      const [tick, times] = [schedule.tick(), index === 0 ? heaviest : schedule.times()];
      functions.push(`#[inline(never)] pub fn free_${index}() { tick(${tick}) }`);
      schedule.function(`free::part_${first}::deep::free_${index}`, [[tick, times]]);
      schedule.step(`free::part_${first}::deep::free_${index}()`, times);
    }
    const inner = functions.map(line => `        ${line}\n`).join('');
    source += `pub mod part_${first} {\n    pub mod deep {\n        use crate::tally::tick;\n${inner}    }\n}\n`;
  }
  return source;
}

const implementation = (index: number): string =>
  `<counted::calls::methods::Item${index} as counted::calls::methods::Poke>`;

/** Of types, of traits, and one that a trait brings: its type stands in its name in the new mangling alone. */
function methods(schedule: Schedule, mangling: Mangling): string {
  const TYPES = 40;
  const nudges: (readonly [number, number])[] = [];
  let source = `${HEAD}pub trait Poke {
    const ID: usize;
    fn prod(&self);
    #[inline(never)]
    fn nudge(&self) { tick(Self::ID) }
}\n`;
  for (let index = 0; index < TYPES; index++) {
    const type = `Item${index}`;
    const [poke, prod, nudge] = [schedule.tick(), schedule.tick(), schedule.tick()];
    const [poked, prodded] = [schedule.times(), schedule.times()];
    source += `pub struct ${type};
impl ${type} { #[inline(never)] pub fn poke(&self) { tick(${poke}) } }
impl Poke for ${type} { const ID: usize = ${nudge}; #[inline(never)] fn prod(&self) { tick(${prod}) } }\n`;
    schedule.function(`methods::${type}::poke`, [[poke, poked]]);
    schedule.function(`${implementation(index)}::prod`, [[prod, prodded]]);
    schedule.step(`methods::${type}.poke()`, poked);
    schedule.step(`black_box(&methods::${type}).prod()`, prodded);
    if (index < 3) {
      nudges.push([nudge, index + 1]);
      schedule.step(`methods::${type}.nudge()`, index + 1);
    }
  }
  if (mangling === 'legacy') schedule.function('methods::Poke::nudge', nudges);
  else for (const [index, nudge] of nudges.entries()) schedule.function(`${implementation(index)}::nudge`, [nudge]);
  return source;
}

function generics(schedule: Schedule): string {
  let source = HEAD;
  for (let index = 0; index < 40; index++) {
    const types = GENERIC_TYPES.slice(0, 2 + (index % 3));
    const times = schedule.times();
    const instances = types.map((_type, nth) => [schedule.tick(), times === 0 ? 0 : times + nth] as const);
    source += `#[inline(never)] pub fn generic_${index}<T: Kind>() { tick(${instances[0]?.[0] ?? 0} + T::ID) }\n`;
    schedule.function(`generics::generic_${index}`, instances);
    for (const [nth, type] of types.entries())
      schedule.step(`generics::generic_${index}::<${type}>()`, instances[nth]?.[1] ?? 0);
  }
  return source;
}

function closures(schedule: Schedule): string {
  let source = HEAD;
  for (let index = 0; index < 20; index++) {
    const [holder, closure, times, repeats] = [schedule.tick(), schedule.tick(), schedule.times(), index % 4];
    source += `#[inline(never)] pub fn holder_${index}(repeats: u64) {
    tick(${holder});
    let inner = |turn: u64| { tick(${closure}); black_box(turn); };
    for turn in 0..black_box(repeats) { inner(turn) }
}\n`;
    schedule.function(`closures::holder_${index}`, [[holder, times]]);
    schedule.function(`closures::holder_${index}::{closure#0}`, [[closure, times * repeats]]);
    schedule.step(`closures::holder_${index}(${repeats})`, times);
  }
  return source;
}

/** Constructors of futures, which cannot tick themselves, and the bodies that are polled. */
function polls(schedule: Schedule): string {
  let source = HEAD;
  for (let index = 0; index < 10; index++) {
    const [made, polled, times, left] = [schedule.tick(), schedule.tick(), schedule.times(), index % 4];
    source += `pub async fn fetch_${index}() { Pending { id: ${polled}, left: ${left} }.await }\n`;
    schedule.function(`polls::fetch_${index}`, [[made, times]]);
    schedule.function(`polls::fetch_${index}::{async_fn#0}`, [[polled, times * (left + 1)]]);
    schedule.step(`tick(${made}); drive(polls::fetch_${index}())`, times);
  }
  return source;
}

/** Pairs of the same machine code; which of them was called is known at the calls alone. */
function twinFunctions(schedule: Schedule, twins: [string, string][]): string {
  let source = HEAD;
  for (let index = 0; index < 10; index++) {
    const shared = schedule.tick();
    const pair = ['left', 'right'].map(side => {
      const [tick, times] = [schedule.tick(), schedule.times()];
      source += `#[inline(never)] pub fn ${side}_${index}() { tick(${shared}) }\n`;
      schedule.step(`tick(${tick}); twins::${side}_${index}()`, times);
      return schedule.function(`twins::${side}_${index}`, [[tick, times]]);
    });
    twins.push([pair[0] ?? '', pair[1] ?? '']);
  }
  return source;
}

/** Without a home of their own in optimised builds: they have a copy at each call. */
function small(schedule: Schedule): string {
  let source = HEAD;
  for (let index = 0; index < 10; index++) {
    const [tick, times] = [schedule.tick(), schedule.times()];
    source += `#[inline] pub fn small_${index}() { tick(${tick}) }\n`;
    schedule.function(`small::small_${index}`, [[tick, 3 * times]]);
    schedule.step(`small::small_${index}()`, times);
    schedule.step(`small::small_${index}(); black_box(()); small::small_${index}()`, times);
  }
  return source;
}

/** Names and homes that tools stumble over. */
function odd(schedule: Schedule): string {
  let source = HEAD;
  const add = (
    name: string,
    definition: (tick: number) => string,
    call: string,
    times: number,
    entries: number,
  ): void => {
    const tick = schedule.tick();
    source += `#[inline(never)] ${definition(tick)}\n`;
    schedule.function(`odd::${name}`, [[tick, entries]]);
    schedule.step(`odd::${call}`, times);
  };
  add('größe', tick => `pub fn größe() { tick(${tick}) }`, 'größe()', 5, 5);
  add('match', tick => `pub fn r#match() { tick(${tick}) }`, 'r#match()', 6, 6);
  add(LONG_NAME, tick => `pub fn ${LONG_NAME}() { tick(${tick}) }`, `${LONG_NAME}()`, 7, 7);
  add('exported', tick => `#[unsafe(no_mangle)] pub extern "C" fn exported() { tick(${tick}) }`, 'exported()', 8, 8);
  add('sized', tick => `pub fn sized<const N: usize>() { tick(${tick} + black_box(N) - 3) }`, 'sized::<3>()', 9, 9);
  const recurse = (tick: number): string =>
    `pub fn recurse(depth: u64) -> u64 { tick(${tick}); if depth == 0 { 0 } else { black_box(recurse(depth - 1)) + 1 } }`;
  add('recurse', recurse, 'recurse(9);', 100, 1000);
  const unwinding = (tick: number): string =>
    `pub fn unwinding() { tick(${tick}); std::panic::resume_unwind(Box::new(())) }`;
  add('unwinding', unwinding, 'catching()', 20, 20);
  add(
    'catching',
    tick => `pub fn catching() { tick(${tick}); let _ = std::panic::catch_unwind(unwinding); }`,
    'catching()',
    0,
    20,
  );
  return source;
}

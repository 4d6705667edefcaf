/** Random arguments, and random conditions over them that rustc accepts too. */

import type { Random } from './random.ts';
import {
  array,
  BOOL,
  boxed,
  CHAR,
  DURATION,
  enumeration,
  float,
  floatLiteral,
  integer,
  structure,
  TEXT,
  textLiteral,
  vec,
  type ImageType,
} from './rustImage.ts';

export type ArgumentValues = Readonly<Record<string, unknown>>;

interface Argument {
  readonly name: string;
  readonly type: ImageType;
  readonly hasPointers?: true;
  readonly value: (random: Random) => unknown;
  /** A condition over the argument, near its value. */
  readonly condition: (value: never, random: Random) => string;
}

function pick<T>(random: Random, items: readonly T[]): T {
  return items[random(items.length)]!;
}

const ORDERS = ['==', '!=', '<', '<=', '>', '>='];

function randomInteger(rust: string, random: Random): bigint {
  const bits = rust.endsWith('size') ? 64 : Number(rust.slice(1));
  const limit = 1n << BigInt(bits - 1);
  const wrap = (value: bigint) => (rust.startsWith('i') ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value));
  const halves = () =>
    (BigInt(random(2 ** 31)) << 97n) |
    (BigInt(random(2 ** 31)) << 64n) |
    (BigInt(random(2 ** 31)) << 32n) |
    BigInt(random(2 ** 31));
  return wrap(pick(random, [0n, 1n, -1n, limit, limit - 1n, 1n << BigInt(bits / 2), BigInt(random(200)), halves()]));
}

/** The value, or one beside it. */
function near(value: bigint, rust: string, random: Random): bigint {
  const bits = rust.endsWith('size') ? 64 : Number(rust.slice(1));
  const wrap = (value: bigint) => (rust.startsWith('i') ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value));
  return wrap(value + pick(random, [0n, 0n, 0n, 1n, -1n, 1n << BigInt(bits / 2), -(1n << BigInt(bits / 2))]));
}

function integerWords(value: bigint, rust: string, random: Random): string {
  const magnitude = value < 0n ? -value : value;
  const forms = [
    String(magnitude),
    `0x${magnitude.toString(16)}`,
    `0b${magnitude.toString(2)}_`,
    `${magnitude}${rust}`,
    `${magnitude}_${rust}`,
  ];
  const words = (value < 0n ? '-' : '') + pick(random, forms);
  const isSmall = value < 100n && value > 2n;
  return isSmall && random(4) === 0
    ? pick(random, [`${value - 2n} + (6 - 4)`, `(${value} * 1 | 0) ^ 0`, `${value} % 100 << 0`])
    : words;
}

function integerCondition(path: string, value: bigint, rust: string, random: Random): string {
  const words = () => integerWords(near(value, rust, random), rust, random);
  const form = random(6);
  if (form === 0) return `${words()} ${pick(random, ORDERS)} ${path}`;
  if (form === 1)
    return `matches!(${path}, ${plainWords(near(value, rust, random))}..=${plainWords(near(value, rust, random))} | ${plainWords(near(value, rust, random))})`.replace(
      /(-?\d+)\.\.=(-?\d+)/,
      (_, a: string, b: string) => (BigInt(a) <= BigInt(b) ? `${a}..=${b}` : `${b}..=${a}`),
    );
  if (form === 2) return `matches!(${path}, other if other ${pick(random, ORDERS)} ${words()})`;
  return `${path} ${pick(random, ORDERS)} ${words()}`;
}

const plainWords = (value: bigint) => String(value);

const FLOATS = [0, -0, 1, -1, 0.1, -2.5, 1e-40, 3e38, -1e-7, NaN, Infinity, -Infinity, 16777216, 0.30000001192092896];

function floatWords(value: number, rust: string, random: Random): string {
  const words = floatLiteral(pick(random, [value, value, -value, value * 2, value / 3]), rust);
  // Constants that f32 cannot hold are an error of rustc.
  return rust === 'f32' && Math.abs(Number(words)) > 3.4e38 && Number.isFinite(Number(words)) ? '1.5' : words;
}

function floatCondition(path: string, value: number, rust: string, random: Random): string {
  if (random(8) === 0) return `${path}.is_nan()`;
  const words = floatWords(value, rust, random);
  return random(4) === 0 ? `${words} ${pick(random, ORDERS)} ${path}` : `${path} ${pick(random, ORDERS)} ${words}`;
}

const TEXTS = [
  '',
  'a',
  'al',
  'alpha',
  'alphabet',
  'grün',
  'nul\0inside',
  'line\nbreak',
  '🦀🦀🦀',
  '"quoted"',
  'x'.repeat(40),
];

function textCondition(path: string, value: string, random: Random): string {
  const other = pick(random, [value, value, value.slice(0, 2), `${value}x`, pick(random, TEXTS)]);
  const words =
    /^[\w ]*$/.test(other) && random(2) === 0
      ? pick(random, [`"${other}"`, `r"${other}"`, `r#"${other}"#`])
      : textLiteral(isWhole(other) ? other : 'ab');
  const form = random(5);
  if (form === 0) return `${path}.starts_with(${words})`;
  if (form === 1) return `${path}.len() ${pick(random, ORDERS)} ${new TextEncoder().encode(other).length}`;
  if (form === 2) return `${path}.is_empty()`;
  return `${path} ${pick(random, ['==', '!='])} ${words}`;
}

const isWhole = (text: string) => text === new TextDecoder().decode(new TextEncoder().encode(text));

function integerArgument(name: string, rust: string): Argument {
  return {
    name,
    type: integer(rust),
    value: random => randomInteger(rust, random),
    condition: (value: bigint, random) => integerCondition(name, value, rust, random),
  };
}

function floatArgument(name: string, bytes: 4 | 8): Argument {
  const single = (value: number) => (bytes === 4 ? Math.fround(value) : value);
  return {
    name,
    type: float(bytes),
    value: random => single(pick(random, FLOATS)),
    condition: (value: number, random) => floatCondition(name, value, `f${8 * bytes}`, random),
  };
}

interface Variant {
  readonly variant: string;
  readonly fields: Record<string, never>;
}

const STATE = enumeration('State', 1, [
  { name: 'Open', tag: 0n, fields: [] },
  { name: 'Closed', tag: null, fields: [] },
  { name: 'Busy', tag: 2n, fields: [['0', integer('u16')]] },
  {
    name: 'Moved',
    tag: 5n,
    fields: [
      ['x', integer('i32')],
      ['y', integer('i64')],
    ],
  },
]);

function randomState(random: Random): Variant {
  const variant = pick(random, ['Open', 'Closed', 'Busy', 'Moved']);
  const fields =
    variant === 'Busy'
      ? { '0': randomInteger('u16', random) }
      : variant === 'Moved'
        ? { x: randomInteger('i32', random), y: randomInteger('i64', random) }
        : {};
  return { variant, fields: fields as Record<string, never> };
}

function stateCondition(value: Variant, random: Random): string {
  const other = random(2) === 0 ? value : randomState(random);
  const field = (name: string, otherwise: bigint) => (other.fields[name] as unknown as bigint | undefined) ?? otherwise;
  return pick(random, [
    () => `state ${pick(random, ['==', '!='])} ${STATE.literal(other as never)}`,
    () => `matches!(state, State::Open | State::Busy(_))`,
    () => `matches!(state, State::Busy(n) if n ${pick(random, ORDERS)} ${field('0', 7n)})`,
    () => `!matches!(state, State::Busy(n) if n > ${field('0', 7n)})`,
    () => `matches!(state, State::Moved { x, .. } if x ${pick(random, ORDERS)} ${field('x', 3n)})`,
    () => `matches!(&state, State::Moved { x: _, y: ${field('y', 3n)} } | State::Closed)`,
    () => `!(matches!(state, State::Moved { x, y } if x >= ${field('x', 3n)} && !(y > ${field('y', 0n)})))`,
    () => `State::Closed != state`,
  ])();
}

const OPTION = enumeration('Option<i32>', 4, [
  { name: 'None', tag: 0n, fields: [] },
  { name: 'Some', tag: null, fields: [['0', integer('i32')]] },
]);

function optionCondition(value: Variant, random: Random): string {
  const held = near((value.fields['0'] as unknown as bigint | undefined) ?? 5n, 'i32', random);
  return pick(random, [
    () => `opt.is_some()`,
    () => `opt.is_none() == ${pick(random, ['true', 'false'])}`,
    () => `opt ${pick(random, ORDERS)} Some(${held})`,
    () => `opt ${pick(random, ['==', '!=', '<=', '>'])} None`,
    () => `!(opt ${pick(random, ORDERS)} Some(${held}))`,
    () => `opt.is_some_and(|x| x ${pick(random, ORDERS)} ${held})`,
    () => `!opt.is_some_and(|x| x != ${held} && x > 3)`,
    () => `matches!(opt, Some(${held}..) | None)`,
    () => `matches!(opt, Some(-5..=${held > -5n ? held : 5n}))`,
  ])();
}

const RESULT = enumeration("Result<u8, &'static str>", 8, [
  { name: 'Ok', tag: 0n, fields: [['0', integer('u8')]] },
  { name: 'Err', tag: 1n, fields: [['0', TEXT]] },
]);

function resultCondition(value: Variant, random: Random): string {
  const held: unknown = value.fields['0'];
  const number = typeof held === 'bigint' ? held : 9n;
  const text = typeof held === 'string' ? held : 'al';
  return pick(random, [
    () => `res.is_ok()`,
    () => `res.is_err()`,
    () => `res ${pick(random, ['==', '!='])} Ok(${near(number, 'u8', random)})`,
    () => `res ${pick(random, ['==', '!='])} Err(${textLiteral(text)})`,
    () => `res.is_err_and(|e| e.starts_with("al"))`,
    () => `!res.is_err_and(|e| e.len() > ${text.length})`,
    () => `matches!(res, Err("alpha") | Ok(0..=99))`,
    () => `matches!(res, Ok(n) if n == ${near(number, 'u8', random)} || !(n < 50))`,
  ])();
}

const ORDER = structure('Order', [
  ['id', integer('u64')],
  [
    'pair',
    structure('', [
      ['0', integer('i16')],
      ['1', float(4)],
    ]),
  ],
  ['name', TEXT],
]);

interface Order {
  readonly id: bigint;
  readonly pair: { readonly '0': bigint; readonly '1': number };
  readonly name: string;
}

function orderCondition(value: Order, random: Random): string {
  return pick(random, [
    () => integerCondition('order.id', value.id, 'u64', random),
    () => integerCondition('order.pair.0', value.pair[0], 'i16', random),
    () => floatCondition('order.pair.1', value.pair[1], 'f32', random),
    () => textCondition('order.name', value.name, random),
    () => `order == ${ORDER.literal(value as never)}`,
    () => `order.pair != (${value.pair[0]}, ${floatWords(value.pair[1], 'f32', random)})`,
    () => `matches!(order, Order { id: ${value.id}, pair: (_, _), .. })`,
    () => `matches!(order.pair, (a, b) if a > 3 && !(b < 0.5))`,
  ])();
}

export const arguments_: readonly Argument[] = [
  ...['u8', 'i8', 'u16', 'i32', 'u64', 'i64', 'usize', 'u128', 'i128'].map(rust => integerArgument(`a_${rust}`, rust)),
  floatArgument('x', 4),
  floatArgument('y', 8),
  {
    name: 'flag',
    type: BOOL,
    value: random => random(2) === 0,
    condition: (_: never, random) =>
      pick(random, ['flag', '!flag', 'flag == true', 'flag != true', 'false == flag', '!!flag']),
  },
  {
    name: 'letter',
    type: CHAR,
    value: random => pick(random, ['a', 'z', 'ß', '🦀', '\0', "'"]),
    condition: (value: string, random) =>
      pick(random, [
        `letter ${pick(random, ORDERS)} ${CHAR.literal(value as never)}`,
        `letter ${pick(random, ORDERS)} 'm'`,
        `matches!(letter, 'a'..='m' | '\\'' | '\\0')`,
      ]),
  },
  {
    name: 'name',
    type: TEXT,
    hasPointers: true,
    value: random => pick(random, TEXTS),
    condition: (value: string, random) => textCondition('name', value, random),
  },
  {
    name: 'list',
    type: vec(integer('u32')),
    hasPointers: true,
    value: random => Array.from({ length: random(6) }, () => randomInteger('u32', random)),
    condition: (value: readonly bigint[], random) => {
      const forms = [
        `list.len() ${pick(random, ORDERS)} ${random(6)}`,
        `list.is_empty()`,
        `list ${pick(random, ['==', '!='])} [${value.map(item => near(item, 'u32', random)).join(', ')}]`,
      ];
      if (value[0] !== undefined)
        forms.push(integerCondition('list[0]', value[0], 'u32', random), `!(list[${value.length - 1}] < 100)`);
      return pick(random, forms);
    },
  },
  {
    name: 'bytes',
    type: array(integer('u8'), 7),
    value: random => Array.from({ length: 7 }, () => BigInt(97 + random(3))),
    condition: (value: readonly bigint[], random) => {
      const at = random(7);
      const literal = Buffer.from(value.map(Number)).toString();
      return pick(random, [
        integerCondition(`bytes[${at}]`, value[at]!, 'u8', random),
        `bytes == *b"${literal}"`,
        `bytes != *b"abcabca"`,
        `bytes[${at}] == b'b'`,
      ]);
    },
  },
  {
    name: 'narrow',
    type: structure('', [
      ['0', integer('i16')],
      ['1', integer('i8')],
      ['2', integer('i32')],
    ]),
    value: random => ({
      '0': randomInteger('i16', random),
      '1': randomInteger('i8', random),
      '2': randomInteger('i32', random),
    }),
    condition: (value: Record<string, bigint>, random) => {
      const [field, rust] = pick(random, [
        ['0', 'i16'],
        ['1', 'i8'],
        ['2', 'i32'],
      ] as const);
      return integerCondition(`narrow.${field}`, value[field]!, rust, random);
    },
  },
  { name: 'state', type: STATE, value: randomState, condition: stateCondition },
  {
    name: 'opt',
    type: OPTION,
    value: random =>
      random(2) === 0
        ? { variant: 'None', fields: {} }
        : { variant: 'Some', fields: { '0': randomInteger('i32', random) } },
    condition: optionCondition,
  },
  {
    name: 'res',
    type: RESULT,
    hasPointers: true,
    value: random =>
      random(2) === 0
        ? { variant: 'Ok', fields: { '0': randomInteger('u8', random) } }
        : { variant: 'Err', fields: { '0': pick(random, TEXTS) } },
    condition: resultCondition,
  },
  {
    name: 'order',
    type: ORDER,
    hasPointers: true,
    value: random => ({
      id: randomInteger('u64', random),
      pair: { '0': randomInteger('i16', random), '1': Math.fround(pick(random, FLOATS)) },
      name: pick(random, TEXTS),
    }),
    condition: orderCondition,
  },
  {
    name: 'boxed',
    type: boxed(boxed(integer('u16'))),
    hasPointers: true,
    value: random => randomInteger('u16', random),
    condition: (value: bigint, random) => integerCondition('**boxed', value, 'u16', random),
  },
  {
    name: 'time',
    type: DURATION,
    value: random => pick(random, [0n, 5_000_000n, 1_500_000_000n, 1_000_000_000n, BigInt(random(2 ** 31)) * 10n]),
    condition: (value: bigint, random) =>
      pick(random, [
        `time ${pick(random, ORDERS)} Duration::from_nanos(${value + BigInt(random(3)) - (value > 0n ? 1n : 0n)})`,
        `time ${pick(random, ORDERS)} Duration::from_millis(1500)`,
        `time.as_secs() ${pick(random, ORDERS)} 1`,
        `time == Duration::ZERO`,
      ]),
  },
];

export function randomArguments(random: Random): ArgumentValues {
  return Object.fromEntries(arguments_.map(({ name, value }) => [name, value(random)]));
}

export function randomCondition(values: ArgumentValues, random: Random, depth = 2): string {
  if (depth === 0 || random(2) === 0) {
    const { name, condition } = pick(random, arguments_);
    return condition(values[name] as never, random);
  }
  const left = randomCondition(values, random, depth - 1);
  const right = randomCondition(values, random, depth - 1);
  return pick(random, [
    `${left} && ${right}`,
    `${left} || ${right}`,
    `!(${left} && ${right})`,
    `(${left} || ${right}) && !(${left})`,
    `!(${left})`,
  ]);
}

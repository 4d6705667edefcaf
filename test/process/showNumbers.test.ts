/** Numbers, durations and texts of any bytes, against what rustc's `{:?}` prints of the same bits. */

import assert from 'node:assert/strict';
import type { Shape } from '../../src/model/shape.ts';
import { NO_NAMES } from '../../src/probe/addressNames.ts';
import { showValue } from '../../src/probe/showValue.ts';
import { rustOutput } from '../support/rustOutput.ts';

/** The program prints the bytes of each value in memory, in hexadecimal, and its Debug. */
const PRINTER = `
use std::io::Write;
struct Random(u64);
impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e3779b97f4a7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58476d1ce4e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d049bb133111eb);
        z ^ (z >> 31)
    }
}
fn hex(bytes: &[u8]) -> String { bytes.iter().map(|byte| format!("{byte:02x}")).collect() }
fn main() {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut random = Random(5);
    let mut f32s: Vec<u32> = (0..255).flat_map(|e: u32| [e << 23, (e << 23) + 1, (e << 23).wrapping_sub(1)]).collect();
    // The five numbers that the nearest decimals are not the shortest of, by way of their neighbours too.
    f32s.extend([0x15ae43fc, 0x15ae43fd, 0x15ae43fe, 0x15ae43ff, 0x0f800000, 0x6b000000, 0x6c800000]);
    f32s.extend((0..23).map(|shift| 1 << shift));
    f32s.extend([1e-4f32, 1e-5, 9.999e-5, 1e16, 9.999999e15, 16777217.0, 0.1, 1.0, 123456.0, f32::MAX].map(f32::to_bits));
    f32s.extend([f32::NAN, f32::INFINITY].map(f32::to_bits));
    f32s.extend((0..20_000).map(|_| random.next() as u32));
    f32s.extend((0..5_000).map(|_| ((random.next() % 10_000_000) as f32 / 1000.0).to_bits()));
    for bits in f32s {
        for bits in [bits, bits | 1 << 31] { writeln!(out, "f32\\t{}\\t{:?}", hex(&bits.to_le_bytes()), f32::from_bits(bits)).unwrap(); }
    }
    let mut f64s: Vec<u64> = (0..2047).flat_map(|e: u64| [e << 52, (e << 52) + 1, (e << 52).wrapping_sub(1)]).collect();
    f64s.extend((0..52).map(|shift| 1 << shift));
    f64s.extend([1e-4, 1e-5, 9.999999999999999e-5, 1e16, 9999999999999998.0, 9007199254740993.0, 0.1, 1e21, 1e22, 1e23, 5e-324, f64::MAX].map(f64::to_bits));
    f64s.extend([f64::NAN, f64::INFINITY].map(f64::to_bits));
    f64s.extend((0..20_000).map(|_| random.next()));
    f64s.extend((0..5_000).map(|_| ((random.next() % 10_000_000) as f64 / 1000.0).to_bits()));
    for bits in f64s {
        for bits in [bits, bits | 1 << 63] { writeln!(out, "f64\\t{}\\t{:?}", hex(&bits.to_le_bytes()), f64::from_bits(bits)).unwrap(); }
    }
    macro_rules! integers {
        ($($type:ident)*) => { $(
            let mut values = vec![0, 1, $type::MIN, $type::MAX, $type::MAX / 2, $type::MAX / 2 + 1];
            values.extend((0..$type::BITS).flat_map(|shift| {
                let bit = (1 as $type) << shift;
                [bit, bit.wrapping_sub(1), bit.wrapping_add(1), bit.wrapping_neg(), bit.wrapping_neg().wrapping_sub(1)]
            }));
            values.extend((0..500).map(|_| ((random.next() as u128) << 64 | random.next() as u128) as $type));
            for value in values {
                writeln!(out, "{}\\t{}\\t{:?}", stringify!($type), hex(&value.to_le_bytes()), value).unwrap();
            }
        )* };
    }
    integers!(u8 i8 u16 i16 u32 i32 u64 i64 u128 i128);
    let seconds = [0, 1, 59, 3600, 1 << 53, u64::MAX];
    let nanoseconds = [0, 1, 7, 10, 999, 1000, 1001, 1500, 3000, 999_999, 1_000_000, 1_000_001, 1_500_000, 100_000_000, 999_999_999];
    let mut durations: Vec<(u64, u32)> = seconds.iter().flat_map(|&s| nanoseconds.map(|n| (s, n))).collect();
    durations.extend((0..3000).map(|_| (0, (random.next() % 1_000_000_000) as u32)));
    durations.extend((0..3000).map(|_| (0, (random.next() % 1_000_000) as u32)));
    durations.extend((0..3000).map(|_| (random.next() >> (random.next() % 64), (random.next() % 1_000_000_000) as u32)));
    for (seconds, nanoseconds) in durations {
        let bytes = [&seconds.to_le_bytes()[..], &nanoseconds.to_le_bytes()[..]].concat();
        writeln!(out, "Duration\\t{}\\t{:?}", hex(&bytes), std::time::Duration::new(seconds, nanoseconds)).unwrap();
    }
    use std::os::unix::ffi::OsStrExt;
    let pieces: [&[u8]; 16] = [b"a", b"'", b"\\"", b"\\\\", b"\\n", b"\\x7f", "é".as_bytes(), "🦀".as_bytes(), "\\u{301}".as_bytes(),
        b"\\xff", b"\\x80", b"\\xe2\\x82", b"\\xf0\\x9f", b"\\xc0\\xaf", b"\\xed\\xa0\\x80", b"\\xf4\\x90\\x80\\x80"];
    for _ in 0..5000 {
        let bytes: Vec<u8> = (0..random.next() % 8).flat_map(|_| pieces[(random.next() % 16) as usize].to_vec()).collect();
        writeln!(out, "OsStr\\t{}\\t{:?}", hex(&bytes), std::ffi::OsStr::from_bytes(&bytes)).unwrap();
        let bytes = [&bytes[..], &[0]].concat();
        writeln!(out, "CStr\\t{}\\t{:?}", hex(&bytes), std::ffi::CStr::from_bytes_with_nul(&bytes).unwrap()).unwrap();
    }
}`;

function shapeOf(type: string, bytes: number): Shape {
  switch (type) {
    case 'f32':
      return { kind: 'float', bytes: 4 };
    case 'f64':
      return { kind: 'float', bytes: 8 };
    case 'Duration':
      return { kind: 'duration', secondsOffset: 0, nanosecondsOffset: 8 };
    case 'OsStr':
    case 'CStr':
      return {
        kind: 'text',
        encoding: type === 'OsStr' ? 'os' : 'c',
        count: { kind: 'constant', count: bytes },
        contents: { kind: 'inline', offset: 0 },
      };
    default:
      return { kind: 'integer', bytes: bytes as 1 | 2 | 4 | 8 | 16, isSigned: type.startsWith('i') };
  }
}

describe('numbers, durations and texts of any bytes', () => {
  it('are printed as rustc prints them', function () {
    this.timeout(60_000);
    const compared = new Map<string, number>();
    const different: string[] = [];
    for (const line of rustOutput(PRINTER)) {
      const [type = '', hex = '', text = ''] = line.split('\t');
      const bytes = Buffer.from(hex, 'hex');
      const pieces = [{ kind: 'read', read: 0, offset: 0, bytes: bytes.length }] as const;
      const shape = shapeOf(type, bytes.length);
      const shown = showValue(
        { kind: 'value', name: 'x', typeName: type, pieces, shape },
        [{ kind: 'bytes', bytes }],
        NO_NAMES,
        0,
      );
      compared.set(type, (compared.get(type) ?? 0) + 1);
      if (shown.kind !== 'value' || shown.text !== text) different.push(`${line} shown as ${JSON.stringify(shown)}`);
    }
    assert.deepEqual(different.slice(0, 10), [], `${different.length} differ`);
    const least = { f32: 50_000, f64: 50_000, Duration: 9000, OsStr: 5000, CStr: 5000, i128: 1000, u8: 500 };
    for (const [type, count] of Object.entries(least)) assert.ok((compared.get(type) ?? 0) >= count, type);
  });
});

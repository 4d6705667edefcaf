import assert from 'node:assert/strict';
import { debugChar, debugText, escapedCText } from '../../src/probe/rustDebug.ts';
import { rustOutput } from '../support/rustOutput.ts';

/** Prints every Unicode scalar value as a char, and inside a text, a path and a C string: what `{:?}` makes of it. */
const PRINTER = `
fn main() {
    use std::io::Write;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for c in (0..=0x10ffffu32).filter_map(char::from_u32) {
        let text = format!("a{c}b");
        let path = std::path::Path::new(&text);
        write!(out, "{:x}\\t{:?}\\t{:?}\\t{:?}\\t", c as u32, c, text, path).unwrap();
        match std::ffi::CString::new(text) {
            Ok(text) => writeln!(out, "{:?}", text).unwrap(),
            Err(_) => writeln!(out, "none").unwrap(),
        }
    }
}`;

describe('text and characters', () => {
  it('are printed as rustc prints every character of Unicode', function () {
    this.timeout(120_000);
    let compared = 0;
    let newerThanNode = 0;
    const different: string[] = [];
    for (const line of rustOutput(PRINTER)) {
      const [code = '', ...expected] = line.split('\t');
      const character = String.fromCodePoint(parseInt(code, 16));
      const text = debugText(`a${character}b`);
      const inC = character === '\0' ? 'none' : `"${escapedCText(`a${character}b`)}"`;
      compared++;
      if ([debugChar(character), text, text, inC].join('\t') === expected.join('\t')) continue;
      // Unicode of rustc and Node may be some versions apart: a character that Node does not know is shown by its number.
      if (/\p{Cn}/u.test(character)) newerThanNode++;
      else different.push(line);
    }
    assert.equal(compared, 0x110000 - 0x800);
    assert.ok(newerThanNode < 25_000, `${String(newerThanNode)} characters unknown to Node`);
    assert.deepEqual(different.slice(0, 10), [], `${String(different.length)} of ${String(compared)} differ`);
  });
});

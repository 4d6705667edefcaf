import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { debugChar, debugText } from '../../src/probe/rustDebug.ts';

/** Prints every Unicode scalar value as a char and inside a text, a line each: what `{:?}` makes of it. */
const PRINTER = `
fn main() {
    use std::io::Write;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for c in (0..=0x10ffffu32).filter_map(char::from_u32) {
        writeln!(out, "{:x}\\t{:?}\\t{:?}", c as u32, c, format!("a{c}b")).unwrap();
    }
}`;

describe('text and characters', () => {
  it('are printed as rustc prints every character of Unicode', function () {
    this.timeout(60_000);
    const folder = mkdtempSync(path.join(tmpdir(), 'rust-debug-'));
    try {
      writeFileSync(path.join(folder, 'printer.rs'), PRINTER);
      execFileSync('rustc', ['-O', 'printer.rs', '-o', 'printer'], {
        cwd: folder,
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      const lines = execFileSync(path.join(folder, 'printer'), { maxBuffer: 1 << 28 })
        .toString()
        .split('\n');
      let compared = 0;
      let newerThanNode = 0;
      const different: string[] = [];
      for (const line of lines.filter(text => text !== '')) {
        const [code = '', asChar = '', asText = ''] = line.split('\t');
        const character = String.fromCodePoint(parseInt(code, 16));
        compared++;
        if (debugChar(character) === asChar && debugText(`a${character}b`) === asText) continue;
        // Unicode of rustc and Node may be some versions apart: a character that Node does not know is shown by its number.
        if (/\p{Cn}/u.test(character)) newerThanNode++;
        else different.push(line);
      }
      assert.equal(compared, 0x110000 - 0x800);
      assert.ok(newerThanNode < 25_000, `${String(newerThanNode)} characters unknown to Node`);
      assert.deepEqual(different.slice(0, 10), [], `${String(different.length)} of ${String(compared)} differ`);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

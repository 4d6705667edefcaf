/** Lenses of a long file: first, and after a keystroke. */

import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../root.ts';
import { bundleDriver } from '../bundleDriver.ts';
import { spreadText, table } from '../markdown.ts';
import { type Aim, atMost, type BenchContext, type Section } from '../section.ts';
import { spreadOf, type Spread } from '../spread.ts';
import { type Key, KEYS, type LensTimes, type ReadTimes } from './lensTimes.ts';
import { lineCount, longFile } from './longFile.ts';

const run = promisify(execFile);

const TEXT = `A file of real Rust, opened and typed into in its middle; each figure of a run is the median of 15 keystrokes. _Lenses_: from
the change until the editor has the lenses again, at the places to which the known functions have moved. _Answer_: from the
question to the server until the functions of the new text are there; the editor is asked for the lenses again only when
one looks different. _Syntax tree_ and _functions_: of that, in a process of its own. No package of Debian's shows anything
above functions while one types, so there is nothing to stand beside; the first row is what every keystroke would cost if
nothing were kept.`;

const KEY_NAMES: Readonly<Record<Key, string>> = {
  x: 'after a letter',
  '\n': 'after Enter',
  '(': 'after `(`, a syntax error',
};

export const lenses: Section = {
  name: 'lenses',
  document: 'docs/benchmarks.md',
  title: 'Lenses of a long file',
  tools: {},
  run: async context => {
    const text = await longFile(context);
    const all = await measured(text, context);
    const { functions, bytes } = all[0] ?? { functions: NaN, bytes: NaN };
    const size = `The file has ${lineCount(text)} lines and ${functions} functions; the server's answer has ${Math.round(bytes / 1000)} kB.`;
    return { text: `${TEXT}\n\n${size}\n\n${lensTable(all)}`, aims: aimsOf(all) };
  },
};

async function measured(text: string, { rounds, scratch, log }: BenchContext): Promise<LensTimes[]> {
  const file = path.join(scratch, 'lib.rs');
  writeFileSync(file, text);
  const editor = await bundleDriver('scripts/bench/lenses/editor.ts', {
    vscode: path.join(root, 'scripts/bench/lenses/vscode.ts'),
  });
  const all: LensTimes[] = [];
  for (let round = 1; round <= rounds; round++) {
    const { stdout } = await run(process.execPath, [editor, file]);
    all.push(JSON.parse(stdout) as LensTimes);
    log(`round ${round} of ${rounds}: ${stdout.trim()}`);
  }
  return all;
}

function lensTable(all: readonly LensTimes[]): string {
  const cells = (times: (each: LensTimes) => ReadTimes): string[] =>
    (['answerMs', 'parseMs', 'functionsMs'] as const).map(part =>
      spreadText(spreadOf(all.map(each => times(each)[part]))),
    );
  return table(
    ['', 'lenses, ms', 'answer, ms', 'syntax tree, ms', 'functions, ms'],
    [
      ['first', '', ...cells(each => each.first)],
      ...KEYS.map(key => [KEY_NAMES[key], spreadText(movedMs(all, key)), ...cells(each => each.after[key])]),
    ],
  );
}

function aimsOf(all: readonly LensTimes[]): Aim[] {
  const slowest = Math.max(...KEYS.map(key => movedMs(all, key).median));
  return [atMost('lenses after a keystroke in 10,000 lines', 5, slowest, ms => `${ms} ms`)];
}

function movedMs(all: readonly LensTimes[], key: Key): Spread {
  return spreadOf(all.map(({ after }) => after[key].movedMs));
}

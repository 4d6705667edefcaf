/**
 * What a condition means is what rustc makes of the same words: a generated program evaluates generated expressions
 * over generated values; the predicates that we make of them are evaluated over an image of the same values.
 */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileCondition } from '../../src/condition/compile.ts';
import { ConditionError } from '../../src/condition/conditionError.ts';
import { arguments_, randomArguments, randomCondition, type ArgumentValues } from '../support/conditionWords.ts';
import { evaluatePredicate } from '../support/evaluatePredicate.ts';
import { randomFrom, type Random } from '../support/random.ts';
import { RustImage } from '../support/rustImage.ts';

const SETS_OF_VALUES = 120;
const CONDITIONS_A_SET = 25;

interface Case {
  readonly text: string;
  readonly ours: boolean;
}

describe('the meaning of conditions', () => {
  it('is what rustc makes of the same words, for thousands of them', function () {
    this.timeout(240_000);
    const random = randomFrom(5);
    const sets = Array.from({ length: SETS_OF_VALUES }, () => {
      const values = randomArguments(random);
      return { values, cases: casesOf(values, random) };
    });
    const answers = runRust(sets);
    const expected = sets.flatMap(({ cases }) => cases);
    assert.equal(answers.length, expected.length);
    const wrong = expected.filter(({ ours }, index) => String(ours) !== answers[index]);
    assert.deepEqual(wrong, []);
    const trueOnes = expected.filter(({ ours }) => ours).length;
    assert.ok(
      trueOnes > expected.length / 5 && trueOnes < (expected.length * 4) / 5,
      `${trueOnes} of ${expected.length}`,
    );
  });
});

function casesOf(values: ArgumentValues, random: Random): readonly Case[] {
  const image = new RustImage();
  for (const { name, type, hasPointers } of arguments_) {
    const storage = (['memory', 'registers', 'constant'] as const)[random(3)]!;
    image.addArgument(name, type, values[name], hasPointers === true ? 'memory' : storage);
  }
  const cases: Case[] = [];
  while (cases.length < CONDITIONS_A_SET) {
    const text = randomCondition(values, random);
    try {
      const predicate = compileCondition(text, image.captures, image.reads);
      cases.push({ text, ours: evaluatePredicate(predicate, image.machine) });
    } catch (error) {
      // rustc only warns of what the type alone decides.
      if (!(error instanceof ConditionError) || !/this is always (?:true|false)/.test(error.message))
        throw new Error(text, { cause: error });
    }
  }
  return cases;
}

function runRust(sets: readonly { values: ArgumentValues; cases: readonly Case[] }[]): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'rust-trace-conditions-'));
  try {
    const source = join(folder, 'main.rs');
    const program = join(folder, 'main');
    writeFileSync(source, rustProgram(sets));
    execFileSync('rustc', ['--edition', '2021', '-A', 'warnings', '-C', 'debuginfo=0', '-o', program, source]);
    return execFileSync(program, { encoding: 'utf8', maxBuffer: 1 << 26 })
      .trim()
      .split('\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function rustProgram(sets: readonly { values: ArgumentValues; cases: readonly Case[] }[]): string {
  const functions = sets.map(({ values, cases }, index) => {
    const lets = arguments_.map(
      ({ name, type }) => `let ${name}: ${type.rust} = ${type.literal(values[name] as never)};`,
    );
    const prints = cases.map(({ text }) => `println!("{}", ${text});`);
    return `fn set${index}() {\n${[...lets, ...prints].join('\n')}\n}`;
  });
  return [
    'use std::time::Duration;',
    '#[derive(PartialEq, Clone)] enum State { Open, Closed, Busy(u16), Moved { x: i32, y: i64 } }',
    "#[derive(PartialEq, Clone)] struct Order { id: u64, pair: (i16, f32), name: &'static str }",
    ...functions,
    `fn main() { ${sets.map((_, index) => `set${index}();`).join(' ')} }`,
  ].join('\n');
}

import assert from 'node:assert/strict';
import { renameSync } from 'node:fs';
import path from 'node:path';
import { ProgramUnits } from '../../src/binary/dwarf/programUnits.ts';
import { openElf } from '../../src/binary/elf.ts';
import { FunctionIndex } from '../../src/binary/functionIndex.ts';
import { builtFiles, makeSample, type Sample } from './cargoSample.ts';

/** `KIND NAME FILE:LINE` of every home of the workspace's own functions in a binary, sorted, and what is missing of it. */
async function ownFunctions(file: string, root: string): Promise<{ own: string[]; missing: readonly string[] }> {
  const elf = openElf(file);
  const units = new ProgramUnits(elf);
  const index = new FunctionIndex(elf, null, units);
  try {
    const found = await index.declaredIn(declared => declared.startsWith(`${root}/`));
    const own = found.map(
      ({ name, declFile, declLine1, home }) =>
        `${home.kind} ${name} ${path.relative(root, declFile ?? '')}:${declLine1}`,
    );
    return { own: own.sort(), missing: index.missing.map(({ message }) => message) };
  } finally {
    units.dispose();
    elf.dispose();
  }
}

describe('what cargo leaves with split-debuginfo', function () {
  this.timeout(300_000);

  const PROFILES = `
[profile.release]
debug = 2
[profile.dev-packed]
inherits = "dev"
split-debuginfo = "packed"
[profile.dev-unpacked]
inherits = "dev"
split-debuginfo = "unpacked"
[profile.plain]
inherits = "dev"
incremental = false
[profile.plain-packed]
inherits = "plain"
split-debuginfo = "packed"
[profile.plain-unpacked]
inherits = "plain"
split-debuginfo = "unpacked"
[profile.release-packed]
inherits = "release"
split-debuginfo = "packed"
[profile.release-unpacked]
inherits = "release"
split-debuginfo = "unpacked"
`;
  let sample: Sample;
  before(() => {
    sample = makeSample({
      'Cargo.toml': `[workspace]\nmembers = ["app-one", "util"]\nresolver = "2"\n${PROFILES}`,
      // A dynamic library holds what it exports.
      'app-one/src/lib.rs': `pub fn shared() -> u8 { util::one() }
#[unsafe(no_mangle)]
pub extern "C" fn exported() -> u8 { shared() }
#[test]
fn unit() {}
`,
    });
  });
  after(() => {
    sample.remove();
  });

  /** Paths of what cargo says it built, by kind and name. */
  function build(profile: string): Map<string, string> {
    const messages = sample.cargo('build', '--all-targets', '--profile', profile, '--message-format=json');
    return new Map(
      builtFiles(messages).map(line => {
        const [kind = '', name = '', ...file] = line.split(' ');
        return [`${kind} ${name}`, file.join(' ')];
      }),
    );
  }

  for (const base of ['dev', 'plain', 'release']) {
    it(`is found for every program, test and library as without it: ${base}`, async () => {
      const whole = build(base);
      assert.ok(whole.size >= 6);
      for (const kind of ['packed', 'unpacked']) {
        for (const [target, file] of build(`${base}-${kind}`)) {
          const expected = await ownFunctions(whole.get(target)!, sample.root);
          assert.ok(expected.own.length > 0, target);
          assert.deepEqual(await ownFunctions(file, sample.root), expected, `${target}, ${kind}`);
        }
      }
    });
  }

  it('is found when the target folder was moved', async () => {
    const target = sample.file('target');
    for (const profile of ['dev-packed', 'dev-unpacked', 'release-unpacked']) {
      const file = build(profile).get('bin app-one')!;
      const expected = await ownFunctions(file, sample.root);
      assert.deepEqual(expected.missing, []);
      renameSync(target, `${target}-moved`);
      assert.deepEqual(await ownFunctions(file.replace(target, `${target}-moved`), sample.root), expected, profile);
      renameSync(`${target}-moved`, target);
    }
  });
});

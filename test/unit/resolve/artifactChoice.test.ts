import assert from 'node:assert/strict';
import type { Artifact } from '../../../src/model/artifact.ts';
import { isAmbiguousChoice, likeliestFirst, type Likelihood } from '../../../src/resolve/artifactChoice.ts';

function artifact(targetName: string, more: Partial<Artifact> = {}): Artifact {
  return {
    packageName: 'desk',
    targetName,
    kind: 'bin',
    profile: 'dev',
    triple: null,
    path: `/target/${more.profile ?? 'debug'}/${targetName}`,
    modifiedMs: 0,
    inode: '1:1',
    newerSource: null,
    ...more,
  };
}

const anything: Likelihood = { preferred: null, isRunning: () => false, ownPackage: null };
const running = (...names: string[]): Likelihood => ({
  ...anything,
  isRunning: ({ targetName }) => names.includes(targetName),
});

describe('which artifact is meant', () => {
  const old = artifact('old', { modifiedMs: 1 });
  const fresh = artifact('fresh', { modifiedMs: 2 });
  const tests = artifact('tests', { kind: 'test', modifiedMs: 3 });
  const foreign = artifact('foreign', { packageName: 'shop', modifiedMs: 4 });

  const orders: [string, Likelihood, string[]][] = [
    ['the newest program, tests last', anything, ['foreign', 'fresh', 'old', 'tests']],
    ['what runs, even a test', running('tests'), ['tests', 'foreign', 'fresh', 'old']],
    ['what was chosen before what runs', { ...running('tests'), preferred: old }, ['old', 'tests', 'foreign', 'fresh']],
    ['the package asked from', { ...anything, ownPackage: 'desk' }, ['fresh', 'old', 'tests', 'foreign']],
  ];
  for (const [what, likelihood, expected] of orders) {
    it(`first is ${what}`, () => {
      const ordered = likeliestFirst([old, tests, fresh, foreign], likelihood);
      assert.deepEqual(
        ordered.map(({ targetName }) => targetName),
        expected,
      );
    });
  }

  const released = artifact('fresh', { profile: 'release', modifiedMs: 1 });
  const questions: [string, boolean, Artifact, Artifact[], Likelihood][] = [
    ['another program was built', true, fresh, [old], anything],
    ['both programs run', true, fresh, [old], running('old', 'fresh')],
    ['one of them runs', false, fresh, [old], running('fresh')],
    ['the person chose', false, fresh, [old], { ...anything, preferred: fresh }],
    ['the chosen one does not hold it', true, fresh, [old], { ...anything, preferred: tests }],
    ['only the tests hold it too', false, fresh, [tests], anything],
    ['it is another profile of the same program', false, fresh, [released], anything],
  ];
  for (const [what, expected, best, others, likelihood] of questions) {
    it(`${expected ? 'asks' : 'does not ask'} when ${what}`, () => {
      assert.equal(isAmbiguousChoice(best, others, likelihood), expected);
    });
  }
});

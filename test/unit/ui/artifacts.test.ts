/** The artifact that a person chose: in words, and remembered. */

import assert from 'node:assert/strict';
import type { Artifact, ArtifactKey } from '../../../src/model/artifact.ts';
import { ArtifactMemory, type KeptValues } from '../../../src/ui/artifactMemory.ts';
import { artifactFacts, artifactName } from '../../../src/ui/artifactText.ts';
import { planOf } from '../session/samples.ts';

const { artifact: demo } = planOf('demo::add', []);
const MINUTE_MS = 60_000;

/** What the editor's store for a workspace does, JSON included. */
class FakeMemento implements KeptValues {
  #text = '{}';

  readonly get = (key: string): unknown => (JSON.parse(this.#text) as Record<string, unknown>)[key];

  readonly update = (key: string, value: unknown): Promise<void> => {
    this.#text = JSON.stringify({ ...(JSON.parse(this.#text) as object), [key]: value });
    return Promise.resolve();
  };
}

describe('an artifact in words', () => {
  const names: [Partial<ArtifactKey>, string][] = [
    [{}, 'demo · dev'],
    [{ profile: 'release', triple: 'x86_64-unknown-linux-musl' }, 'demo · release · x86_64-unknown-linux-musl'],
    [{ kind: 'test' }, 'demo (test) · dev'],
  ];
  for (const [more, expected] of names) {
    it(`is ${expected}`, () => {
      assert.equal(artifactName({ ...demo, ...more }), expected);
    });
  }

  const ages: [number, string][] = [
    [-1, 'just now'],
    [MINUTE_MS, '1 minute ago'],
    [59.9 * MINUTE_MS, '59 minutes ago'],
    [60 * MINUTE_MS, '1 hour ago'],
    [49 * 60 * MINUTE_MS, '2 days ago'],
  ];
  for (const [ageMs, expected] of ages) {
    it(`was built ${expected}`, () => {
      assert.equal(artifactFacts(demo, true, demo.modifiedMs + ageMs), `bin · dev · built ${expected} · running`);
    });
  }
});

describe('the memory of the chosen artifact', () => {
  const release: Artifact = { ...demo, profile: 'release' };

  it('keeps what stays the same from build to build, for each folder', async () => {
    const memento = new FakeMemento();
    await new ArtifactMemory(memento).set('/home/ada/one', release);
    await new ArtifactMemory(memento).set('/home/ada/two', 'automatic');
    const memory = new ArtifactMemory(memento);
    assert.deepEqual(memory.get('/home/ada/one'), {
      packageName: 'demo',
      targetName: 'demo',
      kind: 'bin',
      profile: 'release',
      triple: null,
    });
    assert.deepEqual([memory.get('/home/ada/two'), memory.get('/home/ada')], ['automatic', null]);
  });

  it('takes what it does not understand for no choice', async () => {
    const memento = new FakeMemento();
    for (const kept of [null, 'demo', { '/home/ada': 1 }, { '/home/ada': { targetName: 'demo' } }]) {
      await memento.update('rustTrace.chosenArtifacts', kept);
      assert.equal(new ArtifactMemory(memento).get('/home/ada'), null);
    }
  });
});

import assert from 'node:assert/strict';
import { CountTalk } from '../../../../src/tracer/tracefs/countTalk.ts';
import { HandClock } from '../handClock.ts';

class World {
  readonly clock = new HandClock();
  readonly talk: CountTalk;
  sent: string[] = [];

  constructor(everyMs: number | null = 1000) {
    this.talk = new CountTalk(everyMs, this.clock);
    this.talk.begin({ send: line => this.sent.push(line), deliver: () => undefined });
  }

  /** What was sent since the last look. */
  get news(): string[] {
    return this.sent.splice(0);
  }

  /** What is sent meanwhile, each question answered at once. */
  during(ms: number): string[] {
    const said: string[] = [];
    for (let passed = 0; passed < ms; passed += 50) {
      this.clock.advance(50);
      const news = this.news;
      if (news.includes('hits')) this.talk.answered(true);
      said.push(...news);
    }
    return said;
  }
}

const hits = (count: number): string[] => Array<string>(count).fill('hits');

describe('the talk about counts', () => {
  it('asks as often as is wished from when the probes are in place, but no more than four times a second', () => {
    for (const [everyMs, asked] of [
      [1000, 4],
      [2000, 2],
      [250, 16],
      [10, 16],
      [null, 0],
    ] as const) {
      const world = new World(everyMs);
      assert.deepEqual(world.during(4000), []);
      world.talk.attached();
      assert.deepEqual(world.during(4000), hits(asked));
    }
  });

  it('asks nothing while a question is open', () => {
    const world = new World();
    world.talk.attached();
    world.clock.advance(5000);
    assert.deepEqual(world.news, hits(1));
    world.talk.answered(true);
    assert.deepEqual(world.during(2000), hits(2));
  });

  it('asks once more after a pause, then rests until it goes on', () => {
    const world = new World();
    world.talk.attached();
    world.talk.pause(true);
    world.talk.pause(true);
    assert.deepEqual(world.during(5000), ['pause', ...hits(1)]);
    world.talk.pause(false);
    assert.deepEqual(world.during(2000), ['resume', ...hits(2)]);
  });

  it('asks a paused one again where the answer was not whole', () => {
    const world = new World();
    world.talk.attached();
    world.talk.pause(true);
    world.clock.advance(1000);
    assert.deepEqual(world.news, ['pause', 'hits']);
    world.talk.answered(false);
    assert.deepEqual(world.during(3000), hits(1));
  });

  it('pauses what is not in place yet as soon as it is, and only then', () => {
    const [paused, twice] = [new World(), new World()];
    for (const { talk } of [paused, twice]) talk.pause(true);
    twice.talk.pause(false);
    for (const { talk } of [paused, twice]) talk.attached();
    assert.deepEqual([paused.news, twice.news], [['pause'], []]);
  });

  it('finishes with the answer to the last question, asked again until it is whole', async () => {
    const world = new World();
    world.talk.attached();
    world.clock.advance(1000);
    let isComplete: boolean | null = null;
    void world.talk.finish().then(each => (isComplete = each));
    assert.deepEqual(world.news, ['hits', 'finish']);
    world.talk.answered(true);
    await Promise.resolve();
    assert.equal(isComplete, null);
    world.talk.answered(false);
    assert.deepEqual(world.news, hits(1));
    world.talk.answered(true);
    await Promise.resolve();
    assert.equal(isComplete, true);
    // Nothing is said to a program that is told to end.
    world.talk.pause(true);
    assert.deepEqual(world.during(5000), []);
    assert.ok(world.clock.isIdle);
  });

  it('does not wait for totals for ever, nor for those of a program that is gone', async () => {
    const [slow, gone] = [new World(), new World()];
    const finished = [slow, gone].map(({ talk }) => talk.finish());
    slow.clock.advance(5000);
    gone.talk.end();
    assert.deepEqual(await Promise.all(finished), [false, false]);
    assert.ok(slow.clock.isIdle && gone.clock.isIdle);
  });
});

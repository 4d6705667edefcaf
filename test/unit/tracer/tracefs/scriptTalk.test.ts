import assert from 'node:assert/strict';
import { TracefsDecoder } from '../../../../src/tracer/tracefs/decoder.ts';
import { uprobeEvents } from '../../../../src/tracer/tracefs/events.ts';
import { RecordingLimit } from '../../../../src/tracer/tracefs/recordingLimit.ts';
import { ScriptTalk } from '../../../../src/tracer/tracefs/scriptTalk.ts';
import { Threads } from '../../../../src/tracer/tracefs/threads.ts';
import { HandClock } from '../handClock.ts';
import { RECORDED_FORMATS, RECORDED_PAGES, recordedPlan } from './ringPages.ts';

const COUNT_EVERY_MS = 500;

class World {
  readonly clock = new HandClock();
  readonly sent: string[] = [];
  readonly talk: ScriptTalk;
  readonly decoder: TracefsDecoder;
  /** Hits that the kernel has counted. */
  hits = 0;

  constructor(limit: number | null = 10, isAlive = true, exitLimit: number | null = null) {
    const threads = new Threads(
      () => (isAlive ? 77 : null),
      () => 0,
    );
    this.talk = new ScriptTalk(
      threads,
      { hits: new RecordingLimit(limit), exits: new RecordingLimit(exitLimit, true) },
      this.clock,
    );
    const plan = recordedPlan();
    this.decoder = new TracefsDecoder(plan, uprobeEvents(plan, '/x').records, threads, this.talk);
    this.talk.begin({ send: line => this.sent.push(line), deliver: () => undefined }, this.decoder);
  }

  attach(): this {
    this.decoder.stderr(RECORDED_FORMATS);
    this.say('attached');
    return this;
  }

  say(...lines: string[]): void {
    this.decoder.stderr(Buffer.from(lines.map(line => `rust-trace: ${line}\n`).join('')));
  }

  record(count = 1): void {
    this.hits += count;
    for (let n = 0; n < count; n++) this.talk.sawRecord(this.clock.nowNs(), 'hit');
  }

  answer(): void {
    this.say(`hits ${this.hits}`, 'lost 0', 'hits end');
  }

  /** What was sent during a time in which each question is answered at once. */
  during(ms: number, each: () => void = () => undefined): string[] {
    this.sent.length = 0;
    for (let passed = 0; passed < ms; passed += 50) {
      each();
      const before = this.sent.length;
      this.clock.advance(50);
      if (this.sent.slice(before).includes('hits')) this.answer();
    }
    return [...this.sent];
  }
}

const times = (count: number): string[] => Array<string>(count).fill('hits');

describe('the talk with tracefs.sh', () => {
  it('is silent before the probes are attached, and while records tell everything', () => {
    const world = new World();
    assert.deepEqual(world.during(2000), []);
    world.attach();
    assert.deepEqual(
      world.during(3000, () => {
        if (world.clock.nowNs() % 1_000_000_000n === 0n) world.record();
      }),
      [],
    );
  });

  it('asks for counts every half second while hits come that are not recorded', () => {
    const world = new World().attach();
    world.record(11);
    assert.deepEqual(world.sent, ['count']);
    world.during(100);
    const counting = world.during(10 * COUNT_EVERY_MS, () => {
      world.hits += 5;
    });
    assert.deepEqual(counting, times(10));
  });

  it('records again after a second of few hits, and asks once more for what went by until then', () => {
    const world = new World().attach();
    world.record(11);
    world.during(100);
    const calm = world.during(4000);
    const at = calm.indexOf('record');
    assert.ok(at >= 0);
    assert.deepEqual(calm.slice(at), ['record', 'hits']);
  });

  it('asks on while hits come after records were lost, and rests when none do', () => {
    const world = new World().attach();
    world.talk.take('lost');
    assert.deepEqual(world.during(2000), times(1));
    assert.deepEqual(
      world.during(2000, () => {
        world.record(0);
      }),
      [],
    );
    const second = world.during(6 * COUNT_EVERY_MS, () => {
      if (world.clock.nowNs() % 200_000_000n === 0n) world.record();
    });
    assert.deepEqual(second, times(6));
    assert.deepEqual(world.during(1000), times(1));
    assert.deepEqual(world.during(5000), []);
  });

  it('asks again after an answer that was not whole', () => {
    const world = new World().attach();
    world.talk.take('lost');
    world.clock.advance(COUNT_EVERY_MS);
    world.say('lost 0', 'hits end');
    assert.deepEqual(world.during(2000), times(1));
  });

  it('does not ask while an answer is awaited', () => {
    const world = new World().attach();
    world.talk.take('lost');
    world.clock.advance(COUNT_EVERY_MS);
    world.talk.take('lost');
    world.sent.length = 0;
    world.clock.advance(5000);
    assert.deepEqual(world.sent, []);
  });

  it('records everything on demand: at once, and before the probes are attached', () => {
    const world = new World().attach();
    world.record(11);
    world.during(100);
    world.sent.length = 0;
    world.talk.recordAll();
    assert.deepEqual(world.sent, ['record']);
    const early = new World();
    early.talk.recordAll();
    early.attach().record(1000);
    assert.deepEqual(early.during(2000), []);
  });

  it('leaves out the ends of calls while they come too fast, and goes on with hits', () => {
    const world = new World(10, true, 20).attach();
    const end = (count: number): void => {
      for (let n = 0; n < count; n++) world.talk.sawRecord(world.clock.nowNs(), 'exit');
    };
    end(20);
    assert.deepEqual([world.sent, world.talk.wants('exit')], [[], true]);
    end(1);
    assert.deepEqual([world.sent, world.talk.wants('exit'), world.talk.wants('hit')], [['noreturns'], false, true]);
    assert.deepEqual(world.during(2500), []);
    assert.deepEqual(world.during(1000), ['returns']);
    assert.ok(world.talk.wants('exit'));
  });

  it('asks for threads that have ended', () => {
    const world = new World(10, false).attach();
    world.decoder.stdout(RECORDED_PAGES);
    assert.deepEqual(world.during(100), [`threads 20056`]);
  });

  describe('at the end', () => {
    const finish = (world: World): { result: () => boolean | null } => {
      let result: boolean | null = null;
      void world.talk.finish().then(isComplete => {
        result = isComplete;
      });
      return { result: () => result };
    };
    const settle = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

    it('waits until nothing more comes', async () => {
      const world = new World(null).attach();
      const { result } = finish(world);
      assert.deepEqual(world.sent, ['finish']);
      world.clock.advance(1000);
      world.answer();
      world.say('finished');
      for (let turn = 0; turn < 5; turn++) {
        world.clock.advance(50);
        world.record();
      }
      await settle();
      assert.equal(result(), null);
      world.clock.advance(60);
      await settle();
      assert.equal(result(), true);
    });

    it('has the last counts told again where they were not whole', async () => {
      const world = new World().attach();
      const { result } = finish(world);
      world.sent.length = 0;
      world.say('hits end', 'finished');
      world.clock.advance(400);
      await settle();
      assert.deepEqual([world.sent, result()], [['hits'], null]);
      world.answer();
      world.clock.advance(60);
      await settle();
      assert.equal(result(), true);
    });

    it('does not wait for ever', async () => {
      const world = new World().attach();
      const { result } = finish(world);
      world.clock.advance(5000);
      await settle();
      assert.equal(result(), false);
    });

    it('leaves no timer behind', () => {
      const world = new World().attach();
      world.say('finished');
      world.talk.end();
      assert.ok(world.clock.isIdle);
    });
  });
});

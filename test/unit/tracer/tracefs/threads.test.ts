import assert from 'node:assert/strict';
import { Threads } from '../../../../src/tracer/tracefs/threads.ts';

describe('the threads of processes', () => {
  const world = (): {
    threads: Threads;
    alive: Map<number, number>;
    advance: (ms: number) => void;
    lookUps: number[];
  } => {
    const alive = new Map<number, number>();
    const lookUps: number[] = [];
    let nowMs = 0;
    const lookUp = (thread: number): number | null => {
      lookUps.push(thread);
      return alive.get(thread) ?? null;
    };
    const advance = (ms: number): void => {
      nowMs += ms;
    };
    return { threads: new Threads(lookUp, () => nowMs), alive, advance, lookUps };
  };

  it('are looked up once a second, so that a number that is used again is noticed', () => {
    const { threads, alive, advance, lookUps } = world();
    alive.set(11, 10);
    assert.deepEqual([threads.processOf(11), threads.processOf(11), lookUps.length], [10, 10, 1]);
    alive.set(11, 20);
    advance(999);
    assert.equal(threads.processOf(11), 10);
    advance(1);
    assert.equal(threads.processOf(11), 20);
  });

  it('are asked for once when they have ended, and answered', () => {
    const { threads } = world();
    assert.deepEqual([threads.processOf(11), threads.processOf(12), threads.isAsking], [undefined, undefined, true]);
    assert.deepEqual([threads.ask(), threads.ask()], [[11, 12], []]);
    threads.learn(11, 10);
    threads.answered();
    assert.deepEqual([threads.processOf(11), threads.processOf(12), threads.isAsking], [10, null, false]);
    assert.deepEqual(threads.ask(), []);
  });

  it('that end while an answer is awaited are asked for next', () => {
    const { threads } = world();
    threads.processOf(11);
    threads.ask();
    threads.processOf(12);
    threads.answered();
    assert.deepEqual([threads.isAsking, threads.ask()], [true, [12]]);
  });

  it('are asked for in lines that are not too long', () => {
    const { threads } = world();
    for (let thread = 1; thread <= 250; thread++) threads.processOf(thread);
    assert.equal(threads.ask().length, 200);
    threads.answered();
    assert.equal(threads.ask().length, 50);
  });

  it('are of this machine’s processes', () => {
    assert.equal(new Threads().processOf(process.pid), process.pid);
  });
});

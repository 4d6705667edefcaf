import assert from 'node:assert/strict';
import { RecordingState } from '../../../src/tracer/bcc/recordingState.ts';
import type { DecodedEvent } from '../../../src/tracer/decoded.ts';
import { HandClock } from './handClock.ts';

const ms = (milliseconds: number): bigint => BigInt(milliseconds) * 1_000_000n;
const ON: DecodedEvent = { type: 'recording', isOn: true };
const OFF: DecodedEvent = { type: 'recording', isOn: false };

describe('whether bcc records', () => {
  const setUp = (): { state: RecordingState; clock: HandClock; later: DecodedEvent[] } => {
    const clock = new HandClock();
    const later: DecodedEvent[] = [];
    return { state: new RecordingState(events => later.push(...events), clock), clock, later };
  };

  it('is turned off by the first sample and on by a later record, and says each once', () => {
    const { state, clock, later } = setUp();
    assert.deepEqual(state.sawRecord(ms(10)), []);
    assert.deepEqual(state.sawSample(ms(20)), [OFF]);
    assert.deepEqual(state.sawSample(ms(1900)), []);
    assert.deepEqual(state.sawRecord(ms(3000)), [ON]);
    assert.deepEqual(state.sawRecord(ms(3001)), []);
    clock.advance(10_000);
    assert.deepEqual(later, []);
    assert.ok(clock.isIdle);
  });

  it('is not moved by what another processor had recorded or sampled before', () => {
    const { state } = setUp();
    assert.deepEqual(state.sawSample(ms(20)), [OFF]);
    assert.deepEqual(state.sawRecord(ms(19)), []);
    assert.deepEqual(state.sawRecord(ms(21)), []);
    assert.deepEqual(state.sawRecord(ms(2500)), [ON]);
    assert.deepEqual(state.sawSample(ms(1990)), []);
    assert.deepEqual(state.sawSample(ms(2600)), [OFF]);
  });

  it('is on again when no sample has come for the second that would have had one, and half a second more', () => {
    const { state, clock, later } = setUp();
    clock.advance(300);
    state.sawSample(ms(250));
    clock.advance(1000);
    state.sawSample(ms(1290));
    clock.advance(3490 - 1300);
    assert.deepEqual(later, []);
    clock.advance(20);
    assert.deepEqual(later, [ON]);
    assert.ok(clock.isIdle);
  });

  it('is told off before on when a sample comes very late', () => {
    const { state, clock, later } = setUp();
    clock.advance(60_000);
    assert.deepEqual(state.sawSample(ms(1000)), [OFF]);
    assert.deepEqual(later, []);
    clock.advance(2);
    assert.deepEqual(later, [ON]);
  });

  it('leaves no timer behind', () => {
    const { state, clock } = setUp();
    state.sawSample(ms(0));
    state.end();
    assert.ok(clock.isIdle);
  });
});

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { FunccountDecoder } from '../../../../src/tracer/bcc/funccount/decoder.ts';
import { explainFunccount } from '../../../../src/tracer/bcc/funccount/failure.ts';
import type { DecodedEvent } from '../../../../src/tracer/decoded.ts';
import { transcript } from '../../../process/fakes.ts';

/** Of the recorded program: called 1,000 times, 250 times and never at each line of its stdin. */
const ADD = '_ZN4demo3add17h817d772609b2af7bE';
const AREA = '_ZN44_$LT$demo..Circle$u20$as$u20$demo..Shape$GT$4area17h28509f7de75137d6E';
const NEVER = '_ZN4demo5never17h29dbc95b5e7eee42E';
const SYMBOLS = [ADD, AREA, NEVER];

interface Decoded {
  readonly decoder: FunccountDecoder;
  readonly events: DecodedEvent[];
  /** What the listener was told, in order. */
  readonly told: string[];
}

function decode(text: string, { hasInterval = false, pieces = 1, stderr = '' } = {}): Decoded {
  const told: string[] = [];
  const decoder = new FunccountDecoder(SYMBOLS, hasInterval, {
    miscounts: () => told.push('miscounts'),
    saidAll: hasTotals => told.push(hasTotals ? 'totals' : 'none'),
  });
  const bytes = Buffer.from(text);
  const events: DecodedEvent[] = [];
  const size = Math.ceil(bytes.length / pieces);
  for (let at = 0; at < bytes.length; at += size) events.push(...decoder.stdout(bytes.subarray(at, at + size)));
  events.push(...decoder.stderr(Buffer.from(stderr)), ...decoder.end());
  return { decoder, events, told };
}

const recorded = (name: string): string => readFileSync(transcript(`${name}.stdout`), 'utf8');

const counts = (hits: readonly number[], isExact: boolean): DecodedEvent => ({ type: 'counts', hits, isExact });
const ATTACHED: DecodedEvent = { type: 'attached', probes: 3 };
const HEADER = 'Tracing 3 functions for "b\'/tmp/demo:^(a)$\'"... Hit Ctrl-C to end.\n';
const TABLE = '\nFUNC                                    COUNT\n';

describe('what funccount says', () => {
  it('without an interval is exact totals at the end, zeros among them, wherever it is split', () => {
    const text = recorded('funccount');
    for (const pieces of [1, 2, 3, 7, text.length]) {
      const { events, told, decoder } = decode(text, { pieces });
      assert.deepEqual(events, [ATTACHED, counts([1000, 250, 0], true)]);
      assert.deepEqual(told, ['totals']);
      assert.ok(decoder.isAttached);
    }
  });

  it('with an interval is lower bounds, added up, wherever it is split', () => {
    const text = recorded('funccountInterval');
    for (const pieces of [1, 2, 5, text.length]) {
      const { events, told } = decode(text, { hasInterval: true, pieces });
      assert.deepEqual(events[0], ATTACHED);
      assert.deepEqual(events.at(-1), counts([2000, 500, 0], false));
      const said = events.flatMap(event => (event.type === 'counts' ? [event.hits] : []));
      assert.equal(said.length, events.length - 1);
      for (const [index, hits] of said.entries())
        for (const [probe, count] of hits.entries()) assert.ok(count >= (said[index - 1]?.[probe] ?? 0));
      assert.deepEqual(told, ['totals']);
    }
  });

  it('has no totals while they are not all there', () => {
    const text = recorded('funccount');
    const half = text.slice(0, text.indexOf('Detaching'));
    assert.deepEqual(decode(half).events, [ATTACHED]);
    assert.deepEqual(decode(half).told, []);
  });

  it('lacks the last block where Python is interrupted at work', () => {
    const stderr = 'Traceback (most recent call last):\nKeyboardInterrupt\n';
    assert.deepEqual(decode(HEADER, { hasInterval: true, stderr }).told, ['totals']);
    assert.deepEqual(decode(HEADER, { stderr }).told, ['none']);
  });

  it('is never exact where names are written as bytes, as before bcc 0.25, or a line cannot be read', () => {
    const bytes = decode(`${HEADER}${TABLE}b'${ADD}'     1000\nDetaching...\n`);
    assert.deepEqual(bytes.events, [ATTACHED, counts([1000, 0, 0], false)]);
    for (const line of [
      `_ZN5other   7`,
      `${ADD}  99999999999999999999`,
      `${ADD} -1`,
      ADD,
      'FUNC COUNT 1',
      'x'.repeat(50_000),
    ]) {
      const { events } = decode(`${HEADER}${TABLE}${line}\n${AREA}  5\nDetaching...\n`);
      assert.deepEqual(events.at(-1), counts([0, 5, 0], false), line);
      assert.deepEqual(
        events.map(({ type }) => type),
        ['attached', 'message', 'counts'],
      );
    }
  });

  it('takes a row whose number may have been cut off for nothing', () => {
    const { events } = decode(`${HEADER}${TABLE}${ADD}     10`, { hasInterval: true });
    assert.deepEqual(events, [ATTACHED, counts([0, 0, 0], false), { type: 'message', text: `${ADD}     10` }]);
  });

  it('is not attached with another number of functions', () => {
    const { events, told, decoder } = decode(HEADER.replace('3', '2'));
    assert.deepEqual(told, ['miscounts']);
    assert.ok(!decoder.isAttached);
    assert.deepEqual(events, [{ type: 'message', text: 'funccount found 2 of 3 functions' }]);
    assert.match(explainFunccount(decoder.messages)?.message ?? '', /only 2 of 3 functions/);
  });

  it('is attached by a header of any length', () => {
    const { events } = decode(HEADER.replace('(a)', 'a'.repeat(200_000)));
    assert.deepEqual(events, [ATTACHED]);
  });

  it('names the supervisor’s process and its time limit', () => {
    const { decoder } = decode('', { stderr: 'rust-trace: pid 77\nrust-trace: time is up\n' });
    assert.equal(decoder.tracerPid, 77);
    assert.ok(decoder.isTimeUp);
  });
});

describe('a failure of funccount', () => {
  const explained = (text: string): string => {
    const { message = '', advice = '' } = explainFunccount(decode(text).decoder.messages) ?? {};
    return `${message} ${advice}`;
  };

  for (const [text, expected] of [
    [recorded('funccountNone'), /finds none of the functions\. Build again/],
    [recorded('funccountTooMany'), /at most 1000 probes, and 1013 were asked for\. Set rustTrace\.tracer/],
    ["Error -1 enumerating symbols in b'/tmp/demo'\n", /cannot read the symbols of \/tmp\/demo\. Build it again/],
    [`could not determine address of symbol ${ADD} in /tmp/demo\n`, /could not look up .*Count fewer functions/],
    ['could not open bpf map: counts, error: Operation not permitted\n', /only root/],
  ] as const) {
    it(`is explained: ${text.slice(0, 40).trim()}`, () => {
      assert.match(explained(text), expected);
    });
  }

  it('is unknown where its words are', () => {
    assert.equal(explainFunccount(['what']), null);
  });
});

import assert from 'node:assert/strict';
import type { DecodedEvent } from '../../../../src/tracer/decoded.ts';
import { CountDecoder } from '../../../../src/tracer/tracefs/countDecoder.ts';

class World {
  readonly said: string[] = [];
  readonly decoder: CountDecoder;

  constructor(places = 3, isExact = true) {
    this.decoder = new CountDecoder(places, isExact, {
      attached: () => this.said.push('attached'),
      answered: isWhole => this.said.push(isWhole ? 'whole' : 'not whole'),
    });
  }

  out(...lines: string[]): DecodedEvent[] {
    return this.decoder.stdout(Buffer.from(lines.map(line => `${line}\n`).join('')));
  }

  err(...lines: string[]): DecodedEvent[] {
    return this.decoder.stderr(Buffer.from(lines.map(line => `${line}\n`).join('')));
  }
}

const counts = (...hits: number[]): DecodedEvent => ({ type: 'counts', hits, isExact: true });

describe('the decoder of counts', () => {
  it('reads answers split at every byte', () => {
    const bytes = Buffer.from('hits\n1\n0\n9007199254740991\nend\nhits\n2\n0\n9007199254740991\nend\n');
    for (let at = 0; at <= bytes.length; at++) {
      const { decoder } = new World();
      const events = [
        ...decoder.stdout(bytes.subarray(0, at)),
        ...decoder.stdout(bytes.subarray(at)),
        ...decoder.end(),
      ];
      assert.deepEqual(events, [counts(1, 0, 9007199254740991), counts(2, 0, 9007199254740991)]);
    }
  });

  it('tells of lower bounds where the kernel misses hits', () => {
    assert.deepEqual(new World(1, false).out('hits', '7', 'end'), [{ type: 'counts', hits: [7], isExact: false }]);
  });

  it('tells nothing of an answer that is not whole, and reads the next one', () => {
    const bad = [
      ['1', '2'],
      ['1', '2', '3', '4'],
      ['1', '', '3'],
      ['1', '-2', '3'],
      ['1', '0x2', '3'],
      ['1', '2 3', '4'],
      ['1', '9007199254740992', '3'],
      ['1', '\u0662', '3'],
    ];
    for (const lines of bad) {
      const world = new World();
      assert.deepEqual(world.out('hits', ...lines, 'end'), []);
      assert.deepEqual(world.out('hits', '1', '2', '3', 'end'), [counts(1, 2, 3)]);
      assert.deepEqual(world.said, ['not whole', 'whole']);
    }
  });

  it('reads the totals after an answer that the time limit cut off anywhere', () => {
    const whole = 'hits\n10\n20\n30\nend\n';
    for (let at = 0; at < whole.length; at++) {
      const world = new World();
      const before = world.decoder.stdout(Buffer.from(whole.slice(0, at)));
      world.err('rust-trace: time is up');
      assert.ok(world.decoder.isTimeUp);
      assert.deepEqual([before, world.out('hits', '11', '20', '30', 'end')], [[], [counts(11, 20, 30)]]);
    }
  });

  it('drops an answer that the end of the program cut off', () => {
    const world = new World(1);
    assert.deepEqual([world.out('hits', '1'), world.decoder.end()], [[], []]);
    assert.deepEqual(world.said, []);
  });

  it('knows the process and when the probes are in place, once', () => {
    const world = new World();
    assert.deepEqual(world.err('rust-trace: pid 12', 'rust-trace: pid 13'), []);
    assert.deepEqual([world.decoder.tracerPid, world.decoder.isAttached], [12, false]);
    assert.deepEqual(world.err('rust-trace: attached', 'rust-trace: attached', 'rust-trace: finished'), [
      { type: 'attached', probes: 3 },
    ]);
    assert.deepEqual([world.said, world.decoder.isAttached], [['attached'], true]);
  });

  it('keeps what else is said as plain text', () => {
    const world = new World();
    const [event] = world.err('rust-trace: failed: no probe');
    assert.deepEqual(event, { type: 'message', text: 'failed: no probe' });
    const [hostile] = world.err('sudo: \u001b[31mattached\u202e');
    assert.ok(hostile?.type === 'message' && !/[\u001b\u202e]/.test(hostile.text));
    assert.deepEqual(world.decoder.stderr(Buffer.from('half a line')), []);
    assert.deepEqual(world.decoder.end(), [{ type: 'message', text: 'half a line' }]);
    assert.equal(world.decoder.messages[0], 'failed: no probe');
    assert.ok(!world.decoder.isAttached);
  });
});

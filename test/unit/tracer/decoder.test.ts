import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import type { ProbePlan } from '../../../src/model/probePlan.ts';
import { BccDecoder } from '../../../src/tracer/bcc/decoder.ts';
import { explainFailure } from '../../../src/tracer/bcc/failure.ts';
import { wordsOf } from '../../../src/tracer/bcc/words.ts';
import type { DecodedEvent } from '../../../src/tracer/decoded.ts';
import type { TracerEvent } from '../../../src/tracer/tracer.ts';
import { HandClock } from './handClock.ts';
import { number, oddPlan, planOf, text, withStackPointer } from './plan.ts';
import { shownEvents } from './shownEvents.ts';

/** Bytes that bcc 0.26 printed for test/root/fixtures/odd.rs. */
function recorded(name: string): Buffer {
  return readFileSync(new URL(`../../process/transcripts/${name}`, import.meta.url));
}

function decoderOf(plan: ProbePlan, clock = new HandClock()): BccDecoder {
  return new BccDecoder(plan, () => undefined, clock);
}

function decode(chunks: readonly Uint8Array[], plan = oddPlan('/tmp/odd'), decoder = decoderOf(plan)): TracerEvent[] {
  return shownEvents(plan, [...chunks.flatMap(chunk => decoder.stdout(chunk)), ...decoder.end()]);
}

const head = 'PID     TID     COMM            FUNC             -\n';
const hit0 = '1234    1235    worker          named            <0 a 1 7>\n';
const bytes = (text: string): Buffer => Buffer.from(text);
const hitsIn = (events: readonly (TracerEvent | DecodedEvent)[]): number =>
  events.reduce((sum, event) => {
    return sum + (event.type === 'passages' ? event.passages.length : event.type === 'hit' ? 1 : 0);
  }, 0);
const messagesIn = (events: readonly (TracerEvent | DecodedEvent)[]): string[] =>
  events.flatMap(event => (event.type === 'message' ? [event.text] : []));

describe('the decoder of bcc trace', () => {
  it('reads a recorded trace: attached first, then every call with its values', () => {
    const [attached, ...events] = decode([recorded('ordinary.stdout')]);
    assert.deepEqual(attached, { type: 'attached', probes: 3 });
    const lines = events.map(event => {
      assert.equal(event.type, 'hit');
      const { probe, args } = event.hit;
      return [probe, ...args.map(({ value }) => (value.kind === 'absent' ? value.reason : value.text))];
    });
    // What odd.rs passes, as its source says it.
    assert.deepEqual(lines, [
      ...Array.from({ length: 10 }, (_, index) => [0, String(index)]),
      [1, '"first"', '"zweiter größer"', '18446744073709551615', '-1'],
      [2, '""'],
      [2, '"with \\0 inside, \\"quotes\\" and \\n newlines"'],
      [2, '"exactly sixty-four bytes, not one more and not one less: 0123456"'],
      [2, '"one byte more than the limit, so the end of it has to be cut: 78"…'],
      [2, `"${'ä'.repeat(32)}"…`],
      [2, '"page end"'],
      [2, 'not paged in'],
      [2, 'not paged in'],
      [2, '18446744073709551615 bytes fit in no memory'],
    ]);
  });

  // Printed by the trace.py of other releases, on bcc 0.26's library.
  for (const version of ['0.12', '0.18', '0.24', '0.37']) {
    it(`reads what bcc ${version} prints as it reads what 0.26 prints`, () => {
      const calls = (name: string): unknown[] =>
        decode([recorded(name)])
          .flatMap(event => (event.type === 'hit' ? [event.hit] : []))
          .sort((a, b) => Number(a.timeNs - b.timeNs))
          .map(({ probe, comm, args }) => ({ probe, comm, args }));
      assert.equal(calls('ordinary.stdout').length, 20);
      assert.deepEqual(calls(`ordinary-${version}.stdout`), calls('ordinary.stdout'));
    });
  }

  it('reads thread names with blanks, newlines, control characters, marks like ours and half characters', () => {
    const names = decode([recorded('ordinary.stdout')]).flatMap(event =>
      event.type === 'hit' ? [event.hit.comm] : [],
    );
    assert.deepEqual(names.slice(0, 10), [
      'worker #1',
      'größenwahnsin',
      '日本語スレ',
      'fourteen-bytes',
      'twelve-bytes',
      'a\\x0ab',
      '1 <0 1 2>',
      '  both ends',
      '\\x1b[31mred',
      '',
    ]);
  });

  it('reads process, thread and time', () => {
    const [, event] = decode([bytes(head + hit0)]);
    assert.equal(event?.type, 'hit');
    const { pid, tid, timeNs } = event.hit;
    assert.deepEqual({ pid, tid, timeNs }, { pid: 1234, tid: 1235, timeNs: 10n });
  });

  it('reads the same from every split of the bytes in two, and byte by byte', () => {
    const whole = recorded('ordinary.stdout');
    const expected = decode([whole]);
    for (let at = 0; at <= whole.length; at++) {
      assert.deepEqual(decode([whole.subarray(0, at), whole.subarray(at)]), expected, `split at ${at}`);
    }
    assert.deepEqual(decode(Array.from(whole, byte => Uint8Array.of(byte))), expected);
  });

  it('emits a hit as soon as its newline has come', () => {
    const decoder = decoderOf(oddPlan('/tmp/odd'));
    assert.equal(hitsIn(decoder.stdout(bytes(head + hit0.slice(0, -1)))), 0);
    assert.equal(hitsIn(decoder.stdout(bytes('\n'))), 1);
  });

  it('reads the stack pointer where it stands among the words, and none that is missing', () => {
    for (const captures of [[], [number('n', 'rdi')], [text('s', 'rdi', 'rsi', 16), number('n', 'rdx')]]) {
      const plan = planOf('/tmp/odd', [{ symbol: 'named', captures }]);
      const probes = plan.probes.map(withStackPointer);
      const reads = probes[0]?.reads ?? [];
      const words = Array<string>(wordsOf(reads) - 1).fill('0');
      const pointerOf = (...all: string[]): (bigint | null)[] =>
        decode([bytes(hit0.replace('<0 a 1 7>', `<0 a 1 ${all.join(' ')}>`))], { ...plan, probes }).flatMap(event =>
          event.type === 'hit' ? [event.hit.stackPointer] : [],
        );
      assert.deepEqual(pointerOf(...words, '7ffc00001ff8'), [0x7ffc00001ff8n]);
      const missing = (1 << (reads.length - 1)).toString(16);
      if (captures.length === 2) assert.deepEqual(pointerOf(missing, ...words.slice(1), '7ffc00001ff8'), [null]);
    }
  });

  it('counts what was lost as the tool reports it', () => {
    const plan = planOf('/tmp/demo', [
      { symbol: firstSymbol(recorded('lost.stdout')), captures: [number('a', 'rdi'), number('b', 'rsi')] },
    ]);
    const decoder = decoderOf(plan);
    const hits = hitsIn(decode([recorded('lost.stdout')], plan, decoder));
    const lost = decoder.stderr(recorded('lost.stderr')).map(event => (event.type === 'lost' ? event.count : NaN));
    // The recorded program made 300 rounds and then 3, with one call of demo::add in each.
    assert.equal(hits + lost.reduce((sum, count) => sum + count), 303);
  });

  it('reads a recorded flood: recorded up to the limit, then only counted, then recorded again', () => {
    // 200,000 calls in a row and 10 after two seconds, with a limit of 20; argument a is the number of a call in its run.
    const arguments_ = [number('a', 'rdi'), number('b', 'rsi')];
    const decoder = decoderOf(planOf('/tmp/flood', [{ symbol: 'flood_me', captures: arguments_ }]));
    const lines = recorded('flood.stdout')
      .toString()
      .split(/(?<=\n)/);
    let hits = 0;
    const told = lines.flatMap((line): (string | number)[] => {
      const events = decoder.stdout(bytes(line));
      hits += hitsIn(events);
      return events.flatMap((event): (string | number)[] => {
        if (event.type === 'recording') return [event.isOn ? 'on' : 'off'];
        if (event.type !== 'counts') return [];
        assert.equal(event.isExact, false);
        const callsBefore = hits > 20 ? 200_000 : 0;
        const call = parseInt(line.split(' ').at(-2) ?? '', 16);
        return [Number(event.hits[0]) - callsBefore - call];
      });
    });
    assert.equal(hits, 20 + 10);
    const flood = lines.filter(line => line.includes('<0') && / 8\w{15} /.test(line)).length;
    assert.deepEqual(told, ['off', ...Array<number>(flood).fill(1), 'on', ...Array<number>(10).fill(1)]);
  });

  it('passes on the warnings of clang as messages', () => {
    const events = decoderOf(oddPlan('/tmp/odd')).stderr(recorded('clangWarning.stderr'));
    assert.equal(
      messagesIn(events)[0],
      '/virtual/main.c:51:42: warning: division by zero is undefined [-Wdivision-by-zero]',
    );
    assert.equal(events.length, 4);
  });

  for (const { title, line } of [
    { title: 'a probe that is not in the plan', line: hit0.replace('<0 ', '<9 ') },
    { title: 'a symbol that is not the one of the probe', line: hit0.replace('named ', 'nomad ') },
    { title: 'a word too many', line: hit0.replace('7>', '7 8>') },
    { title: 'a word too few', line: hit0.replace(' 7>', '>') },
    { title: 'a word of more than 64 bits', line: hit0.replace('7>', '12345678123456781>') },
    { title: 'a half line before it', line: `1234    1235    wor${hit0}` },
    { title: 'text before it', line: `Traceback${hit0}` },
    { title: 'columns of other widths', line: hit0.replace('worker   ', 'worker ') },
  ]) {
    it(`shows a line with ${title} as a message and reads on`, () => {
      const events = decode([bytes(head + line + hit0)]);
      assert.equal(hitsIn(events), 1);
      assert.equal(messagesIn(events).length, 1);
      assert.equal(events.at(-1)?.type, 'hit');
    });
  }

  it('shows a record that was cut off by the end as a message', () => {
    const events = decode([bytes(head + hit0.slice(0, 40))]);
    assert.deepEqual(events.at(-1), { type: 'message', text: hit0.slice(0, 40) });
  });

  it('shows control characters as text', () => {
    assert.deepEqual(decode([bytes('\u001b]0;x\u0007\n')]), [{ type: 'message', text: '\\x1b]0;x\\x07' }]);
  });

  it('remembers how it began, however much was said since', () => {
    const decoder = decoderOf(oddPlan('/tmp/odd'));
    decoder.stderr(bytes(`first\n${'more\n'.repeat(500)}last\n`));
    assert.deepEqual([decoder.messages[0], decoder.messages.at(-1)], ['first', 'last']);
    assert.ok(decoder.messages.length <= 100);
  });

  it('keeps little of a line that never ends', () => {
    const decoder = decoderOf(oddPlan('/tmp/odd'));
    const megabyte = Buffer.alloc(1 << 20, 'x');
    const texts = messagesIn([
      ...Array.from({ length: 20 }, () => [...decoder.stdout(megabyte), ...decoder.stderr(megabyte)]).flat(),
      ...decoder.end(),
    ]);
    assert.ok(texts.length <= 22);
    assert.ok(texts.every(text => text.length <= 2001));
  });

  it('never throws and never invents a hit, whatever it is fed', () => {
    const noise = fc.array(
      fc.oneof(
        fc.uint8Array(),
        fc.string({ unit: 'binary' }).map(bytes),
        fc.constantFrom(head, hit0.slice(0, 20), hit0.slice(20), '\n', '1234    1235    ', '<0 a 1 7').map(bytes),
      ),
    );
    fc.assert(
      fc.property(noise, chunks => {
        const decoder = decoderOf(oddPlan('/tmp/odd'));
        const events = [
          ...decode(chunks, oddPlan('/tmp/odd'), decoder),
          ...chunks.flatMap(chunk => decoder.stderr(chunk)),
        ];
        const whole = Buffer.concat(chunks).toString('latin1');
        const possible = whole.split(hit0.slice(20)).length - 1 + (whole.split('named ').length - 1);
        assert.ok(hitsIn(events) <= possible);
      }),
    );
  });
});

describe('the explanation of a failure of bcc', () => {
  for (const { name, message } of [
    { name: 'noSymbol', message: /^bcc finds no symbol absent in \/tmp\/odd\.$/ },
    { name: 'noHeaders', message: /^bcc finds no headers of the running kernel/ },
    { name: 'notAllowed', message: /^The kernel lets only root trace/ },
    { name: 'tooMany', message: /^The arguments of the function do not fit/ },
    { name: 'compileError', message: /^bcc could not compile the probe program/ },
  ]) {
    it(`tells what is wrong from what the tool printed: ${name}`, () => {
      const decoder = decoderOf(oddPlan('/tmp/odd'));
      decoder.stderr(recorded(`${name}.stderr`));
      decode([recorded(`${name}.stdout`)], oddPlan('/tmp/odd'), decoder);
      assert.equal(decoder.isAttached, false);
      assert.match(explainFailure(decoder.messages)?.message ?? '', message);
    });
  }

  for (const { version, said, message } of [
    // src/python/bcc/__init__.py, `_check_path_symbol`: the name as bytes, and no file.
    {
      version: '0.24',
      said: "could not determine address of symbol b'absent'",
      message: /^bcc finds no symbol absent/,
    },
    // tools/trace.py, `_parse_spec`: takes no offset from the name.
    {
      version: '0.12',
      said: "could not determine address of symbol b'named+0x4'",
      message: /^This bcc is too old to probe the inside/,
    },
    // LLVM 18, BPFRegisterInfo.cpp: the limit is an option.
    {
      version: '0.31',
      said: 'error: Looks like the BPF stack limit is exceeded. Please move large on stack variables',
      message: /do not fit in one event/,
    },
  ]) {
    it(`knows how bcc ${version} says it: ${said}`, () => {
      assert.match(explainFailure([said])?.message ?? '', message);
    });
  }

  it('claims nothing about words it does not know', () => {
    assert.equal(explainFailure(['Segmentation fault']), null);
  });
});

function firstSymbol(transcript: Buffer): string {
  return /_ZN\S+/.exec(transcript.toString())?.[0] ?? '';
}

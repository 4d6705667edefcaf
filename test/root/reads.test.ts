/** What a point reads, under which condition, and where calls end: both tracers bring what the program says itself. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Hit, ShownValue } from '../../src/model/hit.ts';
import type { Comparison, Predicate } from '../../src/model/predicate.ts';
import type { ProbePlan } from '../../src/model/probePlan.ts';
import { followTracer, type Followed } from '../process/fakes.ts';
import { located, TRACERS } from '../support/tracers.ts';
import {
  bytesAt,
  elementsAt,
  exitOf,
  load,
  number,
  planOf,
  register,
  withStackPointer,
  wordOf,
} from '../unit/tracer/plan.ts';

const source = fileURLToPath(new URL('fixtures/reads.rs', import.meta.url));

const RDI = register('rdi');
/** What an absent value and a value say. */
const said = (value: ShownValue | null): string =>
  value === null ? 'nothing' : value.kind === 'absent' ? value.reason : value.text;
const hitsOf = ({ events }: Followed): Hit[] => events.flatMap(event => (event.type === 'hit' ? [event.hit] : []));

for (const tracer of TRACERS) {
  const inFull = tracer.name === 'bcc' ? ' @long' : '';
  describe(`what the ${tracer.name} tracer reads`, function () {
    this.timeout(180_000);
    const folder = mkdtempSync(path.join(tmpdir(), 'rt-reads-'));
    const binary = path.join(folder, 'reads');

    before(() => {
      execFileSync('rustc', ['-O', '--edition', '2024', '-o', binary, source]);
    });
    after(() => {
      rmSync(folder, { recursive: true, force: true });
    });

    /** Runs the program under the plan; what it says of the calls of a function is `calls`. */
    async function trace(plan: ProbePlan): Promise<{ run: Followed; calls: (name: string) => string[][] }> {
      const run = followTracer(tracer, located(plan));
      await run.first('attached');
      const output = execFileSync(binary, { input: '\n', encoding: 'utf8' });
      run.stop();
      assert.deepEqual(await run.done, { kind: 'stopped' });
      const problems = run.events.filter(({ type }) => type === 'message' || type === 'lost');
      assert.deepEqual(problems, []);
      const lines = output.split('\n').map(line => line.split(' '));
      const calls = (name: string): string[][] =>
        lines.filter(([first]) => first === name).map(([, ...rest]) => rest.filter(word => word !== ''));
      return { run, calls };
    }

    /** Of each probe what its hits show, one after the other. */
    function shownBy(run: Followed, probes: number): string[][] {
      return Array.from({ length: probes }, (_, probe) =>
        hitsOf(run)
          .filter(hit => hit.probe === probe)
          .map(({ args }) => args.map(({ value }) => said(value)).join('; ')),
      );
    }

    it('follows pointers, and knows which of them lead nowhere', async () => {
      const value = [
        load(RDI),
        load(load(register('rdi', 8))),
        load(load(load(register('rdi', 8), 8))),
        load(load(load(load(register('rdi', 8), 8), 8))),
      ];
      const captures = [
        ...value.map((word, index) => wordOf(`v${index}`, word)),
        // The same, read as memory.
        ...value.map((word, index) => bytesAt(`m${index}`, word.kind === 'load' ? word.at : word, 1)),
        wordOf('sum', load(RDI, -11)),
      ];
      const { run, calls } = await trace(planOf(binary, [{ symbol: 'chain', captures }]));
      const shown = hitsOf(run).map(({ args }) => args.map(({ value: each }) => said(each)));
      const expected = calls('chain').map(values => {
        const numbers = Array.from({ length: 4 }, (_, index) => values[index] ?? null);
        return { numbers, sum: numbers[0] === null ? null : String(Number(numbers[0]) - 11) };
      });
      assert.equal(shown.length, 7);
      expected.forEach(({ numbers, sum }, call) => {
        const missing = tracer.name === 'bcc' ? 'not paged in' : 'not readable';
        const words = numbers.map(each => each ?? missing);
        const memory = numbers.map(each => (each === null ? missing : `[${Number(each) & 0xff}]`));
        if (tracer.name === 'tracefs') {
          // 0xdead0000 might be readable: what is there are zeros for all that the kernel says.
          if (call === 3) words[1] = '0';
          if (call === 3) memory[1] = '[0]';
          // The last links that could be read are zeros where they could not.
          if (call > 4) [words[0], memory[0]] = [missing, missing];
        }
        assert.deepEqual(shown[call], [...words, ...memory, sum ?? missing], `call ${call}`);
      });
    });

    it(`reads memory of every size, also where nobody has touched it${inFull}`, async () => {
      const sizes = [1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 15, 16, 63, 64, 100, 376, 377, 511, 512, 600];
      const probes = sizes.map(size => ({ symbol: 'memory', captures: [bytesAt('bytes', RDI, size)] }));
      const { run, calls } = await trace(planOf(binary, probes));
      const shown = shownBy(run, probes.length);
      sizes.forEach((size, index) => {
        const expected = calls('memory').map(bytes => `[${bytes.slice(0, size).join(', ')}]`);
        const left = 'bcc carries 384 bytes of a call';
        if (tracer.name === 'tracefs') assert.deepEqual(shown[index], expected, `${size} bytes`);
        else assert.deepEqual(shown[index], size > 376 ? [left, left] : [expected[0], 'not paged in'], `${size} bytes`);
      });
    });

    it('reads the elements of lists, none that is not there, and as many as are wanted', async () => {
      const limit = 20;
      const captures = [elementsAt('list', { at: RDI, count: register('rsi'), bytes: 2, limit })];
      const { run, calls } = await trace(planOf(binary, [{ symbol: 'elements', captures }]));
      const expected = calls('elements').map(list => {
        return `[${[...list.slice(0, limit), ...(list.length > limit ? ['…'] : [])].join(', ')}]`;
      });
      assert.equal(expected.length, 6);
      assert.deepEqual(shownBy(run, 1), [expected]);
    });

    for (const kind of ['word', 'memory'] as const) {
      it(`records the calls alone for which a condition holds: a ${kind} in every width and sign${inFull}`, async () => {
        const comparisons: Comparison[] = ['==', '!=', '<', '<=', '>', '>='];
        const conditions = ([1, 2, 4, 8] as const).flatMap(bytes =>
          [true, false].flatMap(isSigned =>
            comparisons.map((comparison): Extract<Predicate, { kind: 'compare' }> => {
              const constant = BigInt.asUintN(bytes * 8, -2n);
              return {
                kind: 'compare',
                scalar: kind === 'word' ? { kind, word: RDI, bytes } : { kind, at: register('rsi'), bytes },
                isSigned,
                comparison,
                constant: String(isSigned ? BigInt.asIntN(bytes * 8, constant) : constant),
              };
            }),
          ),
        );
        const probes = conditions.map(condition => ({
          symbol: 'compare',
          captures: [number('number', 'rdi')],
          condition,
        }));
        const { run, calls } = await trace(planOf(binary, probes));
        const numbers = calls('compare').map(([each = '']) => BigInt(each));
        const shown = shownBy(run, probes.length);
        conditions.forEach(({ scalar, isSigned, comparison, constant }, index) => {
          const bits = scalar.bytes * 8;
          const expected = numbers.filter(each => {
            const left = isSigned ? BigInt.asIntN(bits, each) : BigInt.asUintN(bits, each);
            return holds(left, comparison, BigInt(constant));
          });
          const what = `${scalar.bytes} ${String(isSigned)} ${comparison} ${constant}`;
          assert.deepEqual(shown[index], expected.map(String), what);
        });
        assert.ok(!run.events.some(({ type }) => type === 'counts'));
      });
    }

    it('joins conditions, and compares sums', async () => {
      const low = (plus: number, comparison: Comparison, constant: number, isSigned = false): Predicate => ({
        kind: 'compare',
        scalar: { kind: 'word', word: register('rdi', plus), bytes: 1 },
        isSigned,
        comparison,
        constant: String(constant),
      });
      const cases: { condition: Predicate; isTrue: (byte: number) => boolean }[] = [
        {
          condition: { kind: 'all', of: [low(0, '>', 1), low(0, '<', 0x80)] },
          isTrue: byte => byte > 1 && byte < 0x80,
        },
        {
          condition: {
            kind: 'any',
            of: [low(0, '==', 0), { kind: 'all', of: [low(0, '>', 0x7f), low(0, '!=', 0xff)] }],
          },
          isTrue: byte => byte === 0 || (byte > 0x7f && byte !== 0xff),
        },
        { condition: { kind: 'all', of: [] }, isTrue: () => true },
        { condition: { kind: 'any', of: [] }, isTrue: () => false },
        { condition: low(3, '<', 4), isTrue: byte => ((byte + 3) & 0xff) < 4 },
        { condition: low(-1, '>=', 0x7f), isTrue: byte => ((byte - 1) & 0xff) >= 0x7f },
        { condition: low(2, '<=', -2, true), isTrue: byte => ((byte + 2) << 24) >> 24 <= -2 },
        { condition: low(2, '!=', 1, true), isTrue: byte => ((byte + 2) & 0xff) !== 1 },
        { condition: low(2, '==', 0), isTrue: byte => ((byte + 2) & 0xff) === 0 },
        { condition: low(2, '>', 0xff), isTrue: () => false },
      ];
      // The second byte.
      const part: Predicate = {
        kind: 'compare',
        scalar: { kind: 'registerPart', register: 'rdi', fromByte: 1, bytes: 1 },
        isSigned: false,
        comparison: '>=',
        constant: '127',
      };
      const probes = [...cases.map(({ condition }) => condition), part].map(condition => ({
        symbol: 'compare',
        captures: [number('number', 'rdi')],
        condition,
      }));
      const { run, calls } = await trace(planOf(binary, probes));
      const numbers = calls('compare').map(([each = '']) => BigInt(each));
      assert.deepEqual(
        shownBy(run, probes.length),
        [
          ...cases.map(({ isTrue }) => numbers.filter(each => isTrue(Number(each & 0xffn)))),
          numbers.filter(each => ((each >> 8n) & 0xffn) >= 127n),
        ].map(recorded => recorded.map(String)),
      );
    });

    it('brings the exits of a recursive function with their results, each with the stack pointer of its entry', async () => {
      const plan = planOf(binary, [{ symbol: 'descend', captures: [number('depth', 'rdi')] }]);
      const [probe] = plan.probes;
      assert.ok(probe);
      const withEntry = { ...plan, probes: [withStackPointer(probe)] };
      const exits = returnsOf(binary, 'descend').map((offset, index) => ({
        ...withStackPointer(exitOf(plan, 0, offset, wordOf('result', register('rax')))),
        id: 1 + index,
      }));
      const { run, calls } = await trace({ ...withEntry, exits });
      const depths = hitsOf(run).map(({ args }) => said(args[0]?.value ?? null));
      assert.deepEqual(depths, ['4', '3', '2', '1', '0']);
      const left = run.events.flatMap(event => (event.type === 'exit' ? [event.exit] : []));
      assert.deepEqual(
        left.map(({ result }) => said(result)),
        calls('descend').map(([, result]) => result),
      );
      const entered = hitsOf(run).map(({ stackPointer }) => stackPointer);
      assert.deepEqual(
        left.map(({ stackPointer }) => stackPointer),
        entered.toReversed(),
      );
      assert.equal(new Set(entered).size, 5);
      assert.ok(!entered.includes(null));
    });

    it(`brings the exit of each call for which a condition holds${inFull}`, async () => {
      const condition: Predicate = {
        kind: 'compare',
        scalar: { kind: 'word', word: RDI, bytes: 8 },
        isSigned: false,
        comparison: '==',
        constant: '2',
      };
      const plan = planOf(binary, [{ symbol: 'descend', captures: [number('depth', 'rdi')], condition }]);
      const exits = returnsOf(binary, 'descend').map((offset, index) => ({
        ...withStackPointer(exitOf(plan, 0, offset)),
        id: 1 + index,
      }));
      const { run } = await trace({ ...plan, probes: plan.probes.map(withStackPointer), exits });
      const [hit, ...others] = hitsOf(run);
      assert.deepEqual([hit?.args.map(({ value }) => said(value)), others], [['2'], []]);
      const left = run.events.flatMap(event => (event.type === 'exit' ? [event.exit.stackPointer] : []));
      // bcc remembers which calls were recorded; the kernel's events bring the ends of all.
      assert.equal(left.length, tracer.name === 'bcc' ? 1 : 5);
      assert.ok(left.includes(hit?.stackPointer ?? null));
    });

    it(`sees a function of one instruction entered before it is left, each time${inFull}`, async () => {
      const plan = planOf(binary, [{ symbol: 'nothing', captures: [] }]);
      const { run } = await trace({ ...plan, exits: [exitOf(plan, 0, 0)] });
      const passages = run.events.filter(({ type }) => type === 'hit' || type === 'exit');
      assert.deepEqual(
        passages.map(({ type }) => type),
        ['hit', 'exit', 'hit', 'exit'],
      );
    });
  });
}

function holds(left: bigint, comparison: Comparison, right: bigint): boolean {
  switch (comparison) {
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
  }
}

/** Bytes from the symbol to each of its `ret`s, as objdump has them. */
function returnsOf(binary: string, symbol: string): number[] {
  const lines = execFileSync('objdump', ['-d', `--disassemble=${symbol}`, '--no-show-raw-insn', binary], {
    encoding: 'utf8',
  }).split('\n');
  const start = Number.parseInt(lines.find(line => line.endsWith(`<${symbol}>:`)) ?? '', 16);
  return lines.filter(line => /\bret\b/.test(line)).map(line => Number.parseInt(line, 16) - start);
}

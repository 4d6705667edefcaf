/** tracefs.sh by itself, in each shell that may be a machine's /bin/sh: what it sets, and that it takes all of it back. */

import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  rmdirSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ProbePlan } from '../../src/model/probePlan.ts';
import { tracefsCommand } from '../../src/tracer/tracefs/command.ts';
import { countDefinitions } from '../../src/tracer/tracefs/countDefinitions.ts';
import { uprobeEvents } from '../../src/tracer/tracefs/events.ts';
import { processesNaming, until } from '../process/fakes.ts';
import { located } from '../support/tracers.ts';
import { number, planOf } from '../unit/tracer/plan.ts';

const TRACING = '/sys/kernel/tracing';
const here = path.dirname(fileURLToPath(import.meta.url));

interface Script {
  readonly child: ChildProcess;
  /** Of its instance and of its events. */
  readonly name: string;
  readonly said: () => string;
  /** Its stdout, where that is text. */
  readonly answered: () => string;
  send(line: string): void;
  ended(): Promise<unknown>;
}

describe('tracefs.sh', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(path.join(tmpdir(), 'rt-script-'));
  const odd = path.join(folder, 'odd');
  let definitions: readonly string[] = [];
  /** The same place alone, to be counted. */
  let counting: readonly string[] = [];

  before(() => {
    execFileSync('rustc', ['-O', '--edition', '2024', '-o', odd, path.join(here, 'fixtures/odd.rs')]);
    const plan: ProbePlan = located(planOf(odd, [{ symbol: 'named', captures: [number('n', 'rdi')] }]));
    // The same place twice, as an inlined copy may have it.
    const probes = [0, 1].flatMap(id => plan.probes.map(probe => ({ ...probe, id })));
    definitions = uprobeEvents({ ...plan, probes }, odd).definitions;
    counting = countDefinitions(plan, odd);
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const start = (shell: readonly string[], seconds: number | null = null, asked = definitions): Script => {
    const { argv } = tracefsCommand({ definitions: asked, process: null, seconds, ringKib: 512 });
    const [program = '', ...words] = [...shell, ...argv.slice(1)];
    const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    let answered = '';
    child.stdout.on('data', (chunk: Buffer) => (answered += chunk.toString('latin1')));
    child.stdin.on('error', () => undefined);
    const exit = new Promise(resolve => child.once('exit', resolve));
    const space = readlinkSync('/proc/self/ns/pid').replace(/\D/g, '');
    return {
      child,
      name: `rust_trace_${space}_${String(child.pid)}`,
      said: () => said,
      answered: () => answered,
      send: line => child.stdin.write(`${line}\n`),
      ended: () => exit,
    };
  };
  const attached = (script: Script): Promise<void> =>
    until('attached', () => script.said().includes('rust-trace: attached'), 20_000);
  const call = (): void => {
    execFileSync(odd, { input: '\n' });
  };
  /** What the kernel has of a trace. */
  const leftOf = ({ name }: Script): string[] => [
    ...readdirSync(`${TRACING}/instances`).filter(each => each === name),
    ...readFileSync(`${TRACING}/uprobe_events`, 'utf8')
      .split('\n')
      .filter(line => line.includes(`:${name}/`)),
  ];

  const SHELLS = [['/bin/dash'], ['/bin/bash', '--posix'], ['/bin/busybox', 'sh']];

  for (const shell of SHELLS) {
    describe(`in ${shell.join(' ')}`, () => {
      before(function () {
        if (existsSync(shell[0] ?? '')) return;
        assert.notEqual(process.env.CI, 'true', 'the shell is missing');
        this.skip();
      });

      it('counts each probe of a place, and leaves nothing after a stop', async () => {
        const script = start(shell);
        await attached(script);
        call();
        script.send('finish');
        await until('finished', () => script.said().includes('rust-trace: finished'), 20_000);
        const hits = [...script.said().matchAll(/^rust-trace: hits (\d+)$/gm)].map(([, count]) => Number(count));
        assert.equal(hits.length, 2);
        assert.equal(hits[0], hits[1]);
        assert.ok((hits[0] ?? 0) > 0);
        script.send('stop');
        await script.ended();
        assert.deepEqual(leftOf(script), []);
      });

      it('is not attached where one of its events cannot be', async () => {
        // A uprobe behind the end of the file is refused when it is enabled, not when it is defined.
        const [one = ''] = definitions.filter(definition => definition.startsWith('r0 '));
        const refused = `x0 ${one.split(' ')[1]?.replace(/:0x.*/, ':0xfffffff000') ?? ''} comm=$comm:string`;
        const script = start(shell, null, [...definitions, refused, one.replace('r0 ', 'x1 ')]);
        await script.ended();
        assert.match(script.said(), /failed: not enabled\n/);
        assert.doesNotMatch(script.said(), /rust-trace: attached/);
        assert.deepEqual(leftOf(script), []);
      });

      it('ends by time with the last counts, and leaves nothing', async () => {
        const script = start(shell, 2);
        await attached(script);
        call();
        await script.ended();
        assert.match(
          script.said(),
          /time is up\n(rust-trace: hits [1-9]\d*\n){2}(rust-trace: lost 0\n)+rust-trace: hits end\n$/,
        );
        assert.deepEqual(leftOf(script), []);
      });

      it('says counts alone when it is asked, not of a pause, and leaves nothing', async () => {
        const script = start(shell, null, counting);
        await attached(script);
        const countAt = async (answer: number): Promise<number> => {
          const all = (): RegExpMatchArray[] => [...script.answered().matchAll(/hits\n(\d+)\nend\n/g)];
          await until('an answer', () => all().length > answer, 20_000);
          return Number(all()[answer]?.[1]);
        };
        call();
        script.send('hits');
        const once = await countAt(0);
        assert.ok(once > 0);
        script.send('pause');
        script.send('hits');
        await countAt(1);
        call();
        script.send('resume');
        script.send('hits');
        assert.equal(await countAt(2), once);
        call();
        script.send('finish');
        assert.equal(await countAt(3), 2 * once);
        script.send('stop');
        await script.ended();
        assert.deepEqual(leftOf(script), []);
        assert.match(script.said(), /^rust-trace: pid \d+\nrust-trace: attached\nrust-trace: finished\n$/);
      });

      it('ends counts alone by time with the totals, and leaves nothing', async () => {
        const script = start(shell, 3, counting);
        await attached(script);
        call();
        await script.ended();
        assert.match(script.said(), /attached\nrust-trace: time is up\n$/);
        assert.match(script.answered(), /^hits\n[1-9]\d*\nend\n$/);
        assert.deepEqual(leftOf(script), []);
      });

      it('leaves nothing when its stdin ends at once, or its stdout is closed', async () => {
        const atOnce = start(shell);
        atOnce.child.stdin?.end();
        const unread = start(shell);
        await attached(unread);
        unread.child.stdout?.destroy();
        unread.child.stderr?.destroy();
        call();
        unread.child.stdin?.end();
        await Promise.all([atOnce.ended(), unread.ended()]);
        assert.deepEqual([...leftOf(atOnce), ...leftOf(unread)], []);
      });

      it('takes back what a killed one left, and nothing else', async () => {
        const foreign = `${TRACING}/instances/rt_foreign_${process.pid}`;
        mkdirSync(foreign);
        try {
          const live = start(shell);
          await attached(live);
          const killed = start(shell);
          await attached(killed);
          const parts = familyOf(killed.child.pid ?? NaN);
          // Some parts take back what others have set: none is to notice the end of another.
          for (const signal of ['SIGSTOP', 'SIGKILL'] as const) {
            for (const pid of parts) process.kill(pid, signal);
          }
          await killed.ended();
          assert.ok(leftOf(killed).length > 0);
          const next = start(shell);
          await attached(next);
          assert.deepEqual(leftOf(killed), []);
          assert.ok(leftOf(live).length > 0 && existsSync(foreign));
          call();
          live.send('finish');
          await until('finished', () => live.said().includes('rust-trace: finished'), 20_000);
          assert.match(live.said(), /hits [1-9]/);
          for (const script of [live, next]) {
            script.send('stop');
            await script.ended();
            assert.deepEqual(leftOf(script), []);
          }
        } finally {
          rmdirSync(foreign);
        }
        await until('no process is left', () => processesNaming(folder).length === 0, 10_000);
      });
    });
  }
});

/** A process and what it has started, and so on. */
function familyOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
  return [pid, ...children.flatMap(child => familyOf(Number(child)))];
}

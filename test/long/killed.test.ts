/**
 * The death of the person's process at any moment, as an unprivileged user through the real sudo: while sudo looks
 * the user up, at the prompt, while the tracer starts, while hits come and while it stops. Nothing may be left.
 */

import assert from 'node:assert/strict';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { TracerName } from '../../src/tracer/tracer.ts';
import { until } from '../process/fakes.ts';
import { groupBy } from '../support/echo.ts';
import { endOf, SudoRun } from '../support/sudoRun.ts';
import { SudoUser } from '../support/sudoUser.ts';
import { located } from '../support/tracers.ts';
import { oddPlan } from '../unit/tracer/plan.ts';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '../root');
const TRACING = '/sys/kernel/tracing';
const TIMES = 50;
const LIMIT_MS = 15_000;

/** What the process has said when the clock of its death starts, and the longest that it may still live. */
const MOMENTS = [
  { after: 'start', withinMs: 1_000 },
  { after: 'command', withinMs: 300 },
  { after: 'asked', withinMs: 600 },
  { after: 'command', withinMs: 3_000 },
  { after: 'attached', withinMs: 300 },
  { after: 'hit', withinMs: 300 },
  { after: 'stop', withinMs: 1_500 },
] as const;

for (const tracer of ['bcc', 'tracefs'] satisfies TracerName[]) {
  describe(`a trace with ${tracer} whose process is killed`, function () {
    this.timeout(30 * 60_000);
    let user: SudoUser;
    let binary = '';
    let programs: ChildProcess[] = [];

    before(function () {
      if (!existsSync('/usr/bin/sudo')) {
        assert.notEqual(process.env.CI, 'true', 'sudo is not installed, and CI must run all');
        console.log('      NOT RUN: sudo is not installed; try: apt-get install -y sudo');
        this.skip();
      }
      user = new SudoUser(path.join(root, 'sudoDriver.ts'));
      binary = user.path('odd');
      execFileSync('rustc', ['-O', '--edition', '2024', '-o', binary, path.join(root, 'fixtures/odd.rs')]);
    });
    after(() => {
      user.remove();
    });

    const start = (thinksMs = 0): SudoRun => {
      const answers = ['wrong', user.password];
      return new SudoRun(user, {
        trace: binary,
        tracer,
        plan: located(oddPlan(binary)),
        answers: thinksMs > 400 ? answers : answers.slice(1),
        thinksMs,
      });
    };

    /** Calls the traced functions until it is ended. */
    const runProgram = (): void => {
      const script = `while echo | ${binary}; do :; done`;
      programs.push(spawn('/bin/sh', ['-c', script], { stdio: 'ignore', detached: true }));
    };
    const endPrograms = (): void => {
      for (const { pid } of programs) if (pid !== undefined) process.kill(-pid, 'SIGKILL');
      programs = [];
    };

    /** What is left of traces whose processes were `pids`. */
    const leftovers = (pids: ReadonlySet<string>): string[] => [
      ...user.processes(),
      ...user.temporaryFiles(),
      ...readFileSync(`${TRACING}/uprobe_events`, 'utf8')
        .split('\n')
        .filter(line => line.includes(user.folder)),
      ...readdirSync(`${TRACING}/instances`).filter(name => pids.has(name.split('_').at(-1) ?? '')),
    ];

    it(`leaves nothing within ${LIMIT_MS / 1000} s, ${TIMES} times at random moments`, async () => {
      const pids = new Set<string>();
      const log: string[] = [];
      let longestMs = 0;
      for (let time = 0; time < TIMES; time++) {
        const { after, withinMs } = MOMENTS[time % MOMENTS.length]!;
        const isAsked = after === 'asked' || Math.random() < 0.5;
        user.allow(isAsked ? 'ALL=(ALL) ALL' : 'ALL=(ALL) NOPASSWD: ALL', Math.random() < 0.5 ? 'use_pty' : '!use_pty');
        const run = start(isAsked ? Math.random() * 600 : 0);
        if (after !== 'start') await run.first(after === 'stop' ? 'attached' : after === 'hit' ? 'attached' : after);
        if (after === 'hit' || after === 'stop') {
          runProgram();
          await run.first('hit');
        }
        if (after === 'stop') run.stop();
        await setTimeout(Math.random() * withinMs);
        for (const line of user.processes()) pids.add(line.split(' ', 1)[0]!);
        const told = run.said.at(-1)?.type ?? 'nothing';
        run.child.kill('SIGKILL');
        endPrograms();
        const killedMs = Date.now();
        const what = `${time}: killed after ${after}, told ${told}`;
        await until(`${what}: ${leftovers(pids).join('\n')}`, () => leftovers(pids).length === 0, LIMIT_MS);
        longestMs = Math.max(longestMs, Date.now() - killedMs);
        log.push(told);
      }
      const counts = [...groupBy(log, told => told)].map(([told, all]) => `${told} ${all.length}`);
      console.log(`      ${tracer}: last told ${counts.join(', ')}; all was gone after ${longestMs} ms at most`);
    });

    it('leaves nothing after ten starts and stops in a row', async () => {
      user.allow('ALL=(ALL) NOPASSWD: ALL');
      const pids = new Set<string>();
      for (let time = 0; time < 10; time++) {
        const run = start();
        await run.first(time % 2 === 0 ? 'attached' : 'command');
        for (const line of user.processes()) pids.add(line.split(' ', 1)[0]!);
        run.stop();
        assert.equal(endOf(await run.ended()), 'stopped');
      }
      await until('nothing is left', () => leftovers(pids).length === 0, 2_000);
    });
  });
}

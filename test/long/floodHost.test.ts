/**
 * A program that calls a traced function as fast as it can, in the real workbench: the extension host goes on with its
 * other work, its memory stays, and the line says the number of calls that the program says.
 * `$RUST_TRACE_FLOOD_SECONDS`: how long each tracer is flooded.
 */

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../../scripts/root.ts';
import { until } from '../harness/until.ts';
import { useDemoWindow } from '../support/demoWindow.ts';
import { buildFloodIn, FLOOD_FILE, Flooder } from '../support/flooder.ts';
import { HOST_WATCH_VARIABLE, type HostWatch, hostWatchFolder, readHostWatch } from '../support/hostWatch.ts';

const FLOOD_SECONDS = Number(process.env.RUST_TRACE_FLOOD_SECONDS ?? 30);
const BASELINE_SECONDS = 10;
/** With all hits recorded. */
const RECORD_SECONDS = 5;
const THREADS = 2;
/** A window on a loaded machine. */
const START_MS = 60_000;
const ATTACH_MS = 30_000;
/** The extension host's other work waits no longer. */
const LONGEST_WORK_MS = 50;
/** With all hits recorded because a person asked for it, each with its values and its return. */
const LONGEST_RECORDING_MS = 250;
/** More than the heap grows between two collections, and far less than what a flood brings in the time. */
const MOST_GROWTH_MIB = 32;

for (const tracer of ['tracefs', 'bcc'] as const) {
  describe(`a flood in the workbench, with ${tracer}`, function () {
    this.timeout((FLOOD_SECONDS + 120) * 1000);
    let watchFile = '';
    let program: Flooder;
    /** What the program says. */
    let calls = 0;
    let untraced = 0;
    const vscode = useDemoWindow(async folder => {
      program = new Flooder(await buildFloodIn(folder));
      watchFile = path.join(folder, '..', 'host.jsonl');
      writeFileSync(watchFile, '');
      return {
        file: FLOOD_FILE,
        machineSettings: { 'rustTrace.tracer': tracer },
        linkedExtensions: [root, hostWatchFolder],
        environment: { [HOST_WATCH_VARIABLE]: watchFile },
      };
    });
    after(() => program.end());

    async function flood(seconds: number, callsATurn: number): Promise<void> {
      const endMs = Date.now() + seconds * 1000;
      while (Date.now() < endMs) ({ calls } = await program.flood(callsATurn, THREADS));
    }

    /** What the extension host does during some work. */
    async function watched(what: string, work: () => Promise<unknown>): Promise<HostWatch> {
      const fromMs = Date.now();
      await work();
      const watch = readHostWatch(watchFile, fromMs);
      console.log(`      ${what}: ${String(watch)}`);
      assert.ok(watch.seconds > 0);
      return watch;
    }

    async function inline(expected: RegExp, timeoutMs = 10_000): Promise<string> {
      const { editor } = vscode().workbench;
      const text = await until(
        () => editor.textsAfterLines(),
        texts => texts.some(each => expected.test(each)),
        { timeoutMs, what: `a line that ends in ${String(expected)}` },
      );
      return text.find(each => expected.test(each)) ?? '';
    }

    /** The count at the line, once no more comes. */
    async function shownCount(): Promise<{ count: number; isExact: boolean }> {
      await sleep(3000);
      const [, bound = '', digits = ''] =
        /^\s*(≥?)([\d,]+) hits · (?:.* · )?(?:earlier: )?call=/.exec(
          await inline(/hits · (?:.* · )?(?:earlier: )?call=/),
        ) ?? [];
      return { count: Number(digits.replaceAll(',', '')), isExact: bound === '' };
    }

    async function holdsCount(): Promise<void> {
      const { count, isExact } = await shownCount();
      const hits = calls - untraced;
      console.log(`      shown ${isExact ? '' : '≥'}${count} of ${hits}`);
      if (tracer === 'tracefs') assert.deepEqual({ count, isExact }, { count: hits, isExact: true });
      else assert.ok(!isExact && count <= hits && count > 0);
    }

    it('is busy before the trace as well', async () => {
      const { editor } = vscode().workbench;
      await until(
        () => editor.lenses(),
        lenses => lenses.some(({ text }) => text === 'Trace'),
        { timeoutMs: START_MS, what: 'a lens' },
      );
      await watched('untraced', () => flood(BASELINE_SECONDS, 5_000_000));
      untraced = calls;
    });

    it('holds up no other work of the extension host while hits are counted, and takes no more memory', async () => {
      const { editor } = vscode().workbench;
      await watched('start', async () => {
        await editor.clickLens('fn called', 'Trace');
        await inline(/waiting for the first call/, ATTACH_MS);
        await sleep(1500);
      });
      const watch = await watched('counted', () => flood(FLOOD_SECONDS, 20_000));
      await inline(/counting only/);
      assert.ok(watch.workMs <= LONGEST_WORK_MS, String(watch));
      const [middle, end] = [watch.part(1 / 3, 2 / 3), watch.part(2 / 3, 1)];
      assert.ok(end.heapMiB <= middle.heapMiB + MOST_GROWTH_MIB, String(watch));
      assert.ok(end.residentMiB <= middle.residentMiB + MOST_GROWTH_MIB, String(watch));
    });

    it('shows the number of calls at the line', holdsCount);

    it('holds up no other work either when all hits are to be recorded', async () => {
      const flooding = flood(2 * RECORD_SECONDS, 20_000);
      await inline(/counting only/);
      await vscode().workbench.quickInput.runCommand('Rust Trace: Record All Hits of Traces That Count Only');
      const watch = await watched('recorded', () => flooding);
      assert.ok(watch.workMs <= LONGEST_RECORDING_MS, String(watch));
    });

    it('shows the number of calls after that, too', holdsCount);
  });
}

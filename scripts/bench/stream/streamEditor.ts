/**
 * What the extension host does for one trace, as a process of its own: the tracer, its session, the
 * lines of the output panel and of the terminal, and the text at the line, drawn as often as there. Only the editor's
 * own part is missing: what it is given to show goes nowhere. Spoken with by messages; see EditorOrder.
 */

import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { ProbePlan } from '../../../src/model/probePlan.ts';
import type { RustFunction } from '../../../src/model/rustFunction.ts';
import { SessionStore } from '../../../src/session/sessionStore.ts';
import { TraceRunner } from '../../../src/session/traceRunner.ts';
import type { TraceSession } from '../../../src/session/traceSession.ts';
import { WallClock } from '../../../src/session/wallClock.ts';
import { createMachineTracer } from '../../../src/tracer/machineTracer.ts';
import type { TracerName } from '../../../src/tracer/tracer.ts';
import { CallLog } from '../../../src/ui/callLog.ts';
import { Coalescer } from '../../../src/ui/coalesce.ts';
import { inlineText } from '../../../src/ui/inlineText.ts';
import { LineBatch } from '../../../src/ui/lineBatch.ts';
import { logLineText } from '../../../src/ui/logText.ts';
import { terminalLine } from '../../../src/ui/terminalText.ts';

export type EditorOrder =
  | {
      readonly type: 'trace';
      readonly plan: ProbePlan;
      readonly tracer: TracerName;
      /** Null: all hits are recorded. */
      readonly recordedPerSecond: number | null;
    }
  /** Times are measured from now on. */
  | { readonly type: 'watch' }
  | { readonly type: 'report' }
  | { readonly type: 'stop' };

/** What has come of the trace so far, and what it has taken since `watch`. */
export interface EditorReport {
  /** Of the session; `none` without a trace. */
  readonly state: string;
  /** Hits, recorded or not. */
  readonly shown: number;
  readonly isExact: boolean;
  readonly recorded: number;
  readonly lost: number;
  /** How late a timer of a millisecond came. */
  readonly delayMs: { readonly p50: number; readonly p99: number; readonly max: number };
  /** Processor time of the process, its helper threads included. */
  readonly processorMs: number;
  /** After a collection of garbage, bytes: what lives on the heap, and the buffers beside it. */
  readonly heldBytes: number;
  readonly residentBytes: number;
}

const RESOLUTION_MS = 1;
/** As in ui/output.ts, ui/traceTerminal.ts and ui/refresh.ts. */
const OUTPUT_LINES = 200;
const TERMINAL_LINES = 100;
const DRAW_EVERY_MS = 200;
const LINE_LENGTH = 40;

const NOWHERE = { start: { line0: 0, character0: 0 }, end: { line0: 0, character0: 0 } };
const CALLED: RustFunction = {
  file: '/paced/src/main.rs',
  name: 'called',
  path: 'called',
  kind: 'free',
  isAsync: false,
  isGeneric: false,
  isTest: false,
  cfg: null,
  isMain: false,
  nameRange: NOWHERE,
  itemRange: NOWHERE,
  signatureLine0: 0,
};

const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
let processorBefore = process.cpuUsage();
let session: TraceSession | null = null;
let runner: TraceRunner | null = null;

function trace({ plan, tracer, recordedPerSecond }: Extract<EditorOrder, { type: 'trace' }>): TraceSession {
  const store = new SessionStore();
  const machine = createMachineTracer({
    limits: () => ({ recordedPerSecond, seconds: null }),
    prefer: () => tracer,
    bccTracePath: () => '',
  });
  runner = new TraceRunner({
    store,
    loadTracer: () => Promise.resolve(machine),
    clocks: { wall: new WallClock(), nowMs: () => performance.now() },
    questions: () => ({
      planAgain: () => Promise.reject(new Error('nothing is built')),
      silence: () => Promise.resolve(null),
      namesOf: (_plan, addresses) => Promise.resolve(addresses.map(() => null)),
    }),
  });
  const write = (lines: readonly string[]): number => lines.join('\n').length;
  const logs = [
    new CallLog(new LineBatch({ limit: OUTPUT_LINES, write }), logLineText, path => path),
    new CallLog(new LineBatch({ limit: TERMINAL_LINES, write }), terminalLine, path => path),
  ];
  runner.onEvent(event => {
    for (const log of logs) log.take(event);
  });
  const draws = new Coalescer(() => {
    for (const each of store.all()) inlineText(each, LINE_LENGTH);
  }, DRAW_EVERY_MS);
  store.onDidChange(() => {
    draws.request();
  });
  return runner.start(CALLED, plan);
}

function report(): EditorReport {
  const delayMs = (ns: number): number => Math.max(0, ns / 1e6 - RESOLUTION_MS);
  const times = { p50: delays.percentile(50), p99: delays.percentile(99), max: delays.max };
  const processor = process.cpuUsage(processorBefore);
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  return {
    state: session?.state.kind ?? 'none',
    shown: session?.tally.hits ?? 0,
    isExact: session?.isExact ?? true,
    recorded: session?.recorded ?? 0,
    lost: session?.lost ?? 0,
    delayMs: { p50: delayMs(times.p50), p99: delayMs(times.p99), max: delayMs(times.max) },
    processorMs: (processor.user + processor.system) / 1000,
    heldBytes: heapUsed + external,
    residentBytes: rss,
  };
}

// Whoever gives the orders is gone.
process.on('disconnect', () => {
  process.exit();
});

process.on('message', (order: EditorOrder) => {
  switch (order.type) {
    case 'trace':
      session = trace(order);
      break;
    case 'watch':
      delays.enable();
      delays.reset();
      processorBefore = process.cpuUsage();
      break;
    case 'report':
      process.send?.(report());
      break;
    case 'stop':
      void Promise.resolve(runner?.dispose()).then(() => {
        process.disconnect();
      });
  }
});

/** Our tracers, in a process that does what the extension host does: how much of a flood they bring, and how it bears that. */

import type { ProbePlan } from '../../../src/model/probePlan.ts';
import type { TracerName } from '../../../src/tracer/tracer.ts';
import type { EditorReport } from './streamEditor.ts';
import { EditorProcess } from './editorProcess.ts';
import { PacedProgram, type PacedTarget } from './paced.ts';
import { type Flood, RATES, SECONDS } from './flood.ts';

/** The default of rustTrace.recordedPerSecond. */
const DEFAULT_LIMIT = 2000;
/** What is on its way comes within it. */
const SETTLE_MS = 15_000;
/** Until a trace that is limited only counts. */
const UNTIL_COUNTING_SECONDS = 1;
/** However few hits have come by then. */
const LONGEST_HELD_SECONDS = 150;

export interface Counted {
  readonly perSecond: number;
  readonly calls: number;
  readonly shown: number;
  readonly isExact: boolean;
  readonly delayMs: EditorReport['delayMs'];
}

/** Nothing is traced: what the machine itself makes timers late. */
export async function untraced(target: PacedTarget, perSecond: number): Promise<EditorReport['delayMs']> {
  const [editor, program] = [await EditorProcess.start(), new PacedProgram(target)];
  try {
    await editor.report();
    editor.watch();
    await program.run(perSecond, SECONDS);
    return (await editor.report()).delayMs;
  } finally {
    await program.end();
    await editor.end();
  }
}

/** As a click has it, with the default limit. */
export function counted(target: PacedTarget, tracer: TracerName, perSecond: number): Promise<Counted> {
  return traced(target, target.planWithReturns, tracer, DEFAULT_LIMIT, async (editor, program) => {
    await program.run(perSecond, UNTIL_COUNTING_SECONDS);
    editor.watch();
    const run = await program.run(perSecond, SECONDS);
    const { delayMs } = await editor.report();
    const { shown, isExact } = await editor
      .until(report => report.shown >= program.calls, SETTLE_MS)
      .catch(() => editor.report());
    return { perSecond: run.perSecond, calls: program.calls, shown, isExact, delayMs };
  });
}

/** With no limit, at each of RATES. */
export function recorded(target: PacedTarget, plan: ProbePlan, tracer: TracerName): Promise<Flood[]> {
  return traced(target, plan, tracer, null, async (editor, program) => {
    const floods: Flood[] = [];
    for (const rate of RATES) {
      const before = await editor.report();
      editor.watch();
      const { calls, perSecond } = await program.run(rate, SECONDS);
      const { delayMs } = await editor.report();
      const isThere = ({ recorded, lost }: EditorReport): boolean => recorded + lost >= program.calls;
      const after = await editor.until(isThere, SETTLE_MS).catch(() => editor.report());
      floods.push({
        rate,
        perSecond,
        calls,
        brought: after.recorded - before.recorded,
        said: after.lost - before.lost,
        delayMs,
        processorUs: (after.processorMs * 1000) / calls,
      });
    }
    return floods;
  });
}

export interface Held {
  readonly hits: number;
  readonly bytes: number;
}

/** What is held after each of some numbers of hits, all recorded; after fewer where they take too long. */
export function held(
  target: PacedTarget,
  tracer: TracerName,
  perSecond: number,
  wanted: readonly number[],
): Promise<Held[]> {
  return traced(target, target.planWithReturns, tracer, null, async (editor, program) => {
    const answer: Held[] = [];
    const endMs = performance.now() + LONGEST_HELD_SECONDS * 1000;
    for (const hits of wanted) {
      while (program.calls < hits && performance.now() < endMs) await program.run(perSecond, 1);
      await editor.until(({ shown }) => shown >= program.calls, SETTLE_MS).catch(() => null);
      const { shown, heldBytes } = await editor.report();
      answer.push({ hits: shown, bytes: heldBytes });
    }
    return answer;
  });
}

async function traced<T>(
  target: PacedTarget,
  plan: ProbePlan,
  tracer: TracerName,
  recordedPerSecond: number | null,
  use: (editor: EditorProcess, program: PacedProgram) => Promise<T>,
): Promise<T> {
  const [editor, program] = [await EditorProcess.start(), new PacedProgram(target)];
  try {
    await editor.trace({ plan, tracer, recordedPerSecond });
    return await use(editor, program);
  } finally {
    await program.end();
    await editor.end();
  }
}

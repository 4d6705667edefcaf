/** The tracer that needs nothing installed: the kernel's own uprobe events, through tracefs.sh as root. */

import { cpus } from 'node:os';
import { findSudo } from '../privilege.ts';
import type { ProbePlan } from '../../model/probePlan.ts';
import type { PreparedProgram, TracerProgram } from '../supervisedRun.ts';
import { targetPath } from '../targetPath.ts';
import type { Tracer } from '../tracer.ts';
import { type TracerOptions, tracerOf } from '../tracerOf.ts';
import { ringKibFor, tracefsCommand } from './command.ts';
import { TracefsDecoder } from './decoder.ts';
import { isShortened, uprobeEvents } from './events.ts';
import { explainFailure } from './failure.ts';
import { RecordingLimit } from './recordingLimit.ts';
import { filledPart } from './ringPage.ts';
import { ScriptTalk } from './scriptTalk.ts';
import { Threads } from './threads.ts';

/**
 * A reader that wakes for each hit competes with the program for the processor, and the program itself wakes it. While
 * nobody reads here, the script's readers wait until there is room in their pipe, and pages fill.
 */
const READ_EVERY_MS = 50;

/** Pages that are not half full on average come from rings that were empty. */
const LITTLE = 0.5;

/** To be shared by all traces: at most one run of a tracer asks for a password at a time. */
export function createTracefsTracer(options: TracerOptions): Tracer {
  return tracerOf(tracefsProgram, { ...options, isRoot: process.geteuid?.() === 0, findSudo });
}

const tracefsProgram: TracerProgram = {
  name: 'tracefs',
  explain: explainFailure,
  whyShortened: plan => (isShortened(plan) ? 'an event of the kernel is too short for all values' : null),
  prepare: async (plan, { recordedPerSecond, seconds }): Promise<PreparedProgram> => {
    const target = await targetPath(plan.artifact.path);
    try {
      const { definitions, records } = uprobeEvents(plan, target.path);
      const threads = new Threads();
      const talk = new ScriptTalk(threads, {
        hits: new RecordingLimit(recordedPerSecond, hasCondition(plan)),
        // Without a condition there are as many ends as hits.
        exits: new RecordingLimit(hasCondition(plan) ? recordedPerSecond : null, true),
      });
      const decoder = new TracefsDecoder(plan, records, threads, talk);
      return {
        command: tracefsCommand({ definitions, process: plan.process, seconds, ringKib: ringKibFor(cpus().length) }),
        decoder,
        readEveryMs: READ_EVERY_MS,
        isLittle: chunk => filledPart(chunk) < LITTLE,
        begin: link => {
          talk.begin(link, decoder);
        },
        saw: () => undefined,
        finish: () => talk.finish(),
        recordAll: () => {
          talk.recordAll();
          return true;
        },
        release: async () => {
          talk.end();
          await target.close();
        },
      };
    } catch (error) {
      await target.close();
      throw error;
    }
  },
};

function hasCondition({ probes }: ProbePlan): boolean {
  return probes.some(({ condition }) => condition !== null);
}

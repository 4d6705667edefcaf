/** The tracer that needs nothing installed: the kernel's own uprobe events, through tracefs.sh as root. */

import { cpus } from 'node:os';
import { findSudo } from '../privilege.ts';
import type { PreparedProgram, TracerProgram, TracingMachine } from '../supervisedRun.ts';
import { targetPath } from '../targetPath.ts';
import type { Tracer } from '../tracer.ts';
import { type TracerOptions, tracerOf } from '../tracerOf.ts';
import { tracefsCommand } from './command.ts';
import { TracefsDecoder } from './decoder.ts';
import { uprobeEvents } from './events.ts';
import { explainFailure } from './failure.ts';
import { RecordingLimit } from './recordingLimit.ts';
import { ScriptTalk } from './scriptTalk.ts';
import { Threads } from './threads.ts';

/** A reader that wakes for each hit competes with the program for the processor. */
const READ_EVERY_MS = 50;

/** To be shared by all traces: at most one run of a tracer asks for a password at a time. */
export function createTracefsTracer(options: TracerOptions): Tracer {
  return tracefsTracerOn({ ...options, isRoot: process.geteuid?.() === 0, findSudo });
}

function tracefsTracerOn(machine: TracingMachine & Pick<TracerOptions, 'turns'>): Tracer {
  return tracerOf(tracefsProgram, machine);
}

const tracefsProgram: TracerProgram = {
  name: 'tracefs',
  explain: explainFailure,
  prepare: async (plan, { recordedPerSecond, seconds }): Promise<PreparedProgram> => {
    const target = await targetPath(plan.artifact.path);
    try {
      const events = uprobeEvents(plan, target.path);
      const threads = new Threads();
      const talk = new ScriptTalk(threads, new RecordingLimit(recordedPerSecond));
      const decoder = new TracefsDecoder(plan, threads, {
        take: signal => {
          talk.take(signal);
        },
        wantsRecords: () => talk.wantsRecords,
      });
      return {
        command: tracefsCommand({ events, process: plan.process, seconds, processors: cpus().length }),
        decoder,
        readEveryMs: READ_EVERY_MS,
        begin: link => {
          talk.begin(link, decoder);
        },
        saw: event => {
          talk.saw(event);
        },
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

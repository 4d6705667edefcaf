/** The counter that needs nothing installed: the kernel's own uprobe events and its counts of them, through tracefs.sh. */

import { type CounterProgram, counterOf, type PreparedCounter } from '../counterOf.ts';
import { findSudo } from '../privilege.ts';
import { targetPath } from '../targetPath.ts';
import type { Counter } from '../tracer.ts';
import type { TracerOptions } from '../tracerOf.ts';
import { NO_RING_KIB, tracefsCommand } from './command.ts';
import { CountDecoder } from './countDecoder.ts';
import { countDefinitions } from './countDefinitions.ts';
import { CountTalk } from './countTalk.ts';
import { explainFailure } from './failure.ts';
import { isProfileExact } from './profileAccuracy.ts';

/** To be shared by all counts: at most one run asks for a password at a time. */
export function createTracefsCounter(options: TracerOptions): Counter {
  return counterOf(tracefsCounting, { ...options, isRoot: process.geteuid?.() === 0, findSudo });
}

const tracefsCounting: CounterProgram = {
  name: 'tracefs',
  canPause: true,
  explain: explainFailure,
  prepare: async (plan, { everyMs, seconds }): Promise<PreparedCounter> => {
    const target = await targetPath(plan.artifact.path);
    try {
      const definitions = countDefinitions(plan, target.path);
      const talk = new CountTalk(everyMs);
      return {
        command: tracefsCommand({ definitions, process: null, seconds, ringKib: NO_RING_KIB }),
        decoder: new CountDecoder(plan.probes.length, isProfileExact(), talk),
        readEveryMs: 0,
        begin: link => {
          talk.begin(link);
        },
        pause: isPaused => {
          talk.pause(isPaused);
        },
        finish: () => talk.finish(),
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

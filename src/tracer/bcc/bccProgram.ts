/** bcc's `trace` as the program of a run: its command line for a plan, and what its output means. */

import { cpus } from 'node:os';
import type { ProbePlan } from '../../model/probePlan.ts';
import { Drain } from '../drain.ts';
import type { PreparedProgram, TracerProgram } from '../supervisedRun.ts';
import { superviseCommand } from '../supervisor.ts';
import type { TraceLimits } from '../tracer.ts';
import { targetPath } from '../targetPath.ts';
import { traceCommand } from './command.ts';
import { BccDecoder } from './decoder.ts';
import { explainFailure } from './failure.ts';

/** What it takes from the machine; tests give others. */
export interface BccInstallation {
  readonly findTool: () => string;
  readonly headerPath: string;
  /** Seconds from the first signal to SIGKILL; default GRACE_SECONDS. */
  readonly graceSeconds?: number;
}

export function bccProgram({ findTool, headerPath, graceSeconds }: BccInstallation): TracerProgram {
  return {
    name: 'bcc',
    explain: explainFailure,
    prepare: async (plan: ProbePlan, { seconds }: TraceLimits): Promise<PreparedProgram> => {
      const toolPath = findTool();
      const target = await targetPath(plan.artifact.path);
      const drain = new Drain();
      try {
        const processors = cpus().length;
        const command = traceCommand({ plan, toolPath, headerPath, processors, targetPath: target.path });
        return {
          command: superviseCommand(command, graceSeconds, seconds),
          decoder: new BccDecoder(plan),
          readEveryMs: 0,
          begin: () => undefined,
          saw: event => {
            if (event.type === 'hit') drain.sawHit(event.hit.timeNs);
          },
          finish: () => drain.finish(),
          recordAll: () => true,
          release: () => target.close(),
        };
      } catch (error) {
        await target.close();
        throw error;
      }
    },
  };
}

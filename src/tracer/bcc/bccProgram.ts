/** bcc's `trace` as the program of a run: its command line for a plan, and what its output means. */

import { cpus } from 'node:os';
import { type ProbePlan, pointsOf } from '../../model/probePlan.ts';
import { Drain } from '../drain.ts';
import type { PreparedProgram, ProgramLink, TracerProgram } from '../supervisedRun.ts';
import { superviseCommand } from '../supervisor.ts';
import type { TraceLimits } from '../tracer.ts';
import { targetPath } from '../targetPath.ts';
import { traceCommand } from './command.ts';
import { BccDecoder } from './decoder.ts';
import { explainFailure } from './failure.ts';
import { HEADER_PATH, withHeader } from './bccHeader.ts';
import { SmallKernel } from './bccKernel.ts';
import { carriedByBcc, EVENT_BYTES } from './words.ts';

/** What it takes from the machine; tests give others. */
export interface BccInstallation {
  readonly findTool: () => string;
  /** Seconds from the first signal to SIGKILL; default GRACE_SECONDS. */
  readonly graceSeconds?: number;
  /** What `trace` finds in place of the kernel's headers; default kernel.h. */
  readonly kernelHeaderPath?: string;
}

export function bccProgram({ findTool, graceSeconds, kernelHeaderPath }: BccInstallation): TracerProgram {
  const kernel = new SmallKernel(kernelHeaderPath);
  return {
    name: 'bcc',
    explain: explainFailure,
    whyShortened: plan =>
      pointsOf(plan).some(point => carriedByBcc(point).isShortened)
        ? `bcc carries ${EVENT_BYTES} bytes of a call, so long values are cut`
        : null,
    prepare: async (plan: ProbePlan, { recordedPerSecond, seconds }: TraceLimits): Promise<PreparedProgram> => {
      const toolPath = findTool();
      const target = await targetPath(plan.artifact.path);
      const drain = new Drain();
      try {
        const tool = traceCommand({
          plan,
          toolPath,
          headerPath: HEADER_PATH,
          targetPath: target.path,
          processors: cpus().length,
          recordedPerSecond,
        });
        const { command, whyAgain } = kernel.commandOf(tool);
        let link: ProgramLink | null = null;
        return {
          command: superviseCommand(withHeader(command), graceSeconds, seconds),
          whyAgain,
          decoder: new BccDecoder(plan, events => link?.deliver(events)),
          readEveryMs: 0,
          begin: theirs => {
            link = theirs;
          },
          saw: event => {
            if (event.type === 'passages') drain.sawHits(event.passages);
          },
          finish: () => drain.finish(),
          // Nobody speaks with a program in the kernel: it takes another one.
          recordAll: () => recordedPerSecond === null,
          release: () => target.close(),
        };
      } catch (error) {
        await target.close();
        throw error;
      }
    },
  };
}

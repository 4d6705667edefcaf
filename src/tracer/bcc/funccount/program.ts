/** bcc's `funccount` as the program of a counter. */

import type { CounterProgram, PreparedCounter } from '../../counterOf.ts';
import { SmallKernel } from '../bccKernel.ts';
import { superviseCommand } from '../../supervisor.ts';
import type { ProgramLink } from '../../supervisedRun.ts';
import { targetPath } from '../../targetPath.ts';
import { funccountCommand, symbolsOf } from './command.ts';
import { FunccountDecoder } from './decoder.ts';
import { explainFunccount } from './failure.ts';

export interface FunccountInstallation {
  readonly findTool: () => string;
  /** Seconds from the first signal to SIGKILL; default GRACE_SECONDS. */
  readonly graceSeconds?: number;
}

/** The totals come within milliseconds, unless the machine is very busy. */
const LONGEST_FINISH_MS = 5_000;

/** A place takes 0.12 s alone; others that leave at the same time make it wait. */
const DETACH_SECONDS_A_PLACE = 0.5;
const LEAST_DETACH_SECONDS = 5;

/**
 * Python prints the totals at SIGINT, where there is a terminal too, and nothing at SIGTERM, which would cut them off.
 * Once it prints them it is deaf to SIGINT.
 */
const SIGNALS = { first: 'INT', next: 'INT' } as const;

export function funccountProgram({ findTool, graceSeconds }: FunccountInstallation): CounterProgram {
  const kernel = new SmallKernel();
  return {
    name: 'bcc',
    canPause: false,
    explain: explainFunccount,
    prepare: async (plan, { everyMs, seconds }): Promise<PreparedCounter> => {
      const toolPath = findTool();
      const symbols = symbolsOf(plan);
      const everySeconds = everyMs === null ? null : Math.max(1, Math.round(everyMs / 1000));
      const target = await targetPath(plan.artifact.path);
      let link: ProgramLink | null = null;
      let resolveTotals!: (hasTotals: boolean) => void;
      const totals = new Promise<boolean>(resolve => {
        resolveTotals = resolve;
      });
      const stop = (): void => link?.send('stop');
      const tool = funccountCommand({ plan, toolPath, targetPath: target.path, everySeconds });
      const { command, whyAgain } = kernel.commandOf(tool);
      return {
        command: superviseCommand(command, graceSeconds, seconds, SIGNALS),
        whyAgain,
        decoder: new FunccountDecoder(symbols, everySeconds !== null, { miscounts: stop, saidAll: resolveTotals }),
        readEveryMs: 0,
        begin: theirs => {
          link = theirs;
        },
        pause: () => undefined,
        finish: () => {
          stop();
          return within(LONGEST_FINISH_MS, totals);
        },
        saidAll: totals.then(() => undefined),
        detachSeconds: Math.max(LEAST_DETACH_SECONDS, symbols.length * DETACH_SECONDS_A_PLACE),
        release: () => target.close(),
      };
    },
  };
}

/** False when the answer takes longer. */
async function within(milliseconds: number, answer: Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<boolean>(resolve => {
    timer = setTimeout(resolve, milliseconds, false);
  });
  try {
    return await Promise.race([answer, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

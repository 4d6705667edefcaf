/** What `funccount` says when it cannot count -> what failed and what to do next. It ends with exit code 0 all the same. */

import type { HumanErrorDetail } from '../../../model/humanError.ts';
import { explainFailure, type Explanations } from '../failure.ts';

const build = { kind: 'build' } as const;

const EXPLANATIONS: Explanations = [
  [
    /^funccount found (\d+) of (\d+) functions$/,
    ([, found = '', all = '']) => ({
      message: `bcc finds only ${found} of ${all} functions.`,
      advice: 'Build again, if the program was changed or stripped; or set rustTrace.tracer to tracefs.',
      action: build,
    }),
  ],
  [
    /^No functions matched by pattern /,
    () => ({
      message: 'bcc finds none of the functions.',
      advice: 'Build again, if the program was changed or stripped; or set rustTrace.tracer to tracefs.',
      action: build,
    }),
  ],
  [
    /^maximum of (\d+) probes allowed, attempted (\d+)/,
    ([, most = '', tried = '']) => ({
      message: `bcc sets at most ${most} probes, and ${tried} were asked for.`,
      advice: 'Set rustTrace.tracer to tracefs, which has no such limit.',
    }),
  ],
  [
    /^Error -?\d+ enumerating symbols in (?:b')?(.*?)'?$/,
    ([, path = '']) => ({
      message: `bcc cannot read the symbols of ${path}.`,
      advice: 'Build it again.',
      action: build,
    }),
  ],
  [
    // What it says too when it has no descriptor left for the file.
    /^could not determine address of symbol (?:b')?([^\s']+)/,
    ([, symbol = '']) => ({
      message: `bcc could not look up the symbol ${symbol}.`,
      advice: 'Count fewer functions at a time, or set rustTrace.tracer to tracefs.',
    }),
  ],
];

/** The most telling of the lines that `funccount` printed, or null when none is known. */
export function explainFunccount(lines: readonly string[]): HumanErrorDetail | null {
  return explainFailure(lines, EXPLANATIONS);
}

/** What bcc says when it cannot trace -> what failed and what to do next. Its own words go to the log as they are. */

import { release } from 'node:os';
import type { HumanErrorDetail } from '../../model/humanError.ts';
import { installTracingCommand, thisDistribution } from '../distribution.ts';

const showLog = { kind: 'showLog' } as const;

/** What a line means that matches, in the order of how much they tell: bcc often says more than one of them. */
export type Explanations = readonly (readonly [RegExp, (match: RegExpExecArray) => HumanErrorDetail])[];

const EXPLANATIONS: Explanations = [
  // Before 0.16 it takes the offset for a part of the name.
  [
    /could not determine address of symbol (?:b')?[^\s']+\+0x/,
    () => ({
      message: 'This bcc is too old to probe the inside of a function.',
      advice: 'It can since version 0.16; or set rustTrace.tracer to tracefs.',
    }),
  ],
  // Before 0.25 it does not name the file, and writes the symbol as Python shows bytes.
  [
    /could not determine address of symbol (?:b')?([^\s']+)'?(?: in (.+))?/,
    ([, symbol = '', path = 'the binary']) => ({
      message: `bcc finds no symbol ${symbol} in ${path}.`,
      advice: 'Build it again, if it was changed or stripped; or set the tracer to tracefs, which needs no symbols.',
      action: { kind: 'build' },
    }),
  ],
  [/Unable to find kernel headers|chdir\(\/lib\/modules\//, missingHeaders],
  [/No module named '?bcc/, missingModule],
  [
    /Need super-user privileges|could not open bpf map.*Operation not permitted/,
    () => ({
      message: 'The kernel lets only root trace, and this process is not allowed to.',
      advice: 'In a container, start it privileged or trace on the host.',
      action: { kind: 'checkSetup' },
    }),
  ],
  [
    /BPF stack limit/,
    () => ({ message: 'The arguments of the function do not fit in one event of bcc.', action: showLog }),
  ],
  [
    /Failed to load BPF program .*: (.+)/,
    ([, reason = '']) => ({
      message: `The kernel refused the probe program: ${reason}.`,
      advice: 'The log has its reasons; /sys/kernel/security/lockdown says whether tracing is locked.',
      action: showLog,
    }),
  ],
  [
    /Failed to attach BPF|cannot attach uprobe|perf_event_open.*: (.+)/,
    () => ({
      message: 'The kernel refused to set the probe.',
      advice: 'The log has its reason; on overlay or network file systems copy the binary elsewhere.',
      action: showLog,
    }),
  ],
  [
    /Too many open files|Cannot allocate memory/,
    ([limit]) => ({
      message: `The tracer ran out of resources: ${limit.toLowerCase()}.`,
      advice: 'Stop other traces and try again.',
    }),
  ],
  [
    /Failed to compile BPF module/,
    () => ({
      message: 'bcc could not compile the probe program.',
      advice: 'The log has the compiler’s messages; a bcc older than the running kernel is the usual reason.',
      action: showLog,
    }),
  ],
  [
    /error in probe '|list index out of range/,
    () => ({ message: 'bcc did not understand the probe.', action: showLog }),
  ],
];

/** The most telling of the lines that a tool printed, or null when none is known. `own`: what only that tool says. */
export function explainFailure(lines: readonly string[], own: Explanations = []): HumanErrorDetail | null {
  for (const [pattern, explain] of [...own, ...EXPLANATIONS]) {
    for (const line of lines) {
      const match = pattern.exec(line);
      if (match !== null) return explain(match);
    }
  }
  return null;
}

function missingHeaders(): HumanErrorDetail {
  return withInstall(`bcc finds no headers of the running kernel ${release()}.`);
}

function missingModule(): HumanErrorDetail {
  return withInstall("Python does not find bcc's module.");
}

function withInstall(message: string): HumanErrorDetail {
  const command = installTracingCommand(thisDistribution());
  if (command === null) return { message, advice: 'Install the bcc tools and the headers of the running kernel.' };
  return { message, advice: `Install them with: ${command}`, action: { kind: 'runInTerminal', command } };
}

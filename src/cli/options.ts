/** The command line's words, and what is wrong with them. */

import { parseArgs } from 'node:util';
import type { CaptureOptions } from '../model/captureOptions.ts';
import { DEFAULT_RECORDED_PER_SECOND, type TracerChoice } from '../tracer/tracerChoice.ts';
import { CAPTURE_NAMES, CAPTURE_OPTIONS, CAPTURE_USAGE, captureOptions } from './captureWords.ts';
import { COUNT_NAMES, COUNT_OPTIONS, COUNT_USAGE, countOptions, type CountOptions } from './countWords.ts';
import { UsageError } from './usageError.ts';
import { durationMs, tracerChoice, wholeNumber } from './wordValues.ts';

export const USAGE = `Usage: rust-trace trace <file:line | path::of::fn> [options] [-- command …]
       rust-trace count <pattern> [options] [-- command …]
       rust-trace resolve <file:line | path::of::fn> [options]
       rust-trace processes [<file:line | path::of::fn>] [--json]
       rust-trace doctor [--json] [--no-self-test]

trace      traces the calls of a Rust function in running programs, with their arguments, results and durations
count      counts how often each of many functions is entered: those whose paths match a part of the path, a glob
           ('demo::db::*', '*write*', '<* as Iterator>::next'), or a /regular expression/
resolve    says where the function lives in what was built, or why it does not; needs no privilege
processes  lists what runs of what was built here: the builds that are there, older ones, copies in containers
doctor     says whether this machine can trace, and what to do where it cannot

  --bin NAME      look in this binary (or example, or test) only
  --profile P     look in this cargo profile only (dev, release, …)
  --build         run cargo build first
  --pid PID       look in what this process runs, and trace it alone, until it ends
  --json          for programs: JSON Lines of a trace (attached, hit, return …, summary), a count (attached, interval …, summary, count …)
                  or processes, one object for resolve
  --help          show this text
  --version       show the version

Of a trace:
  --count N       end after N hits
  --limit N       hits a second that are recorded with their values, ${DEFAULT_RECORDED_PER_SECOND} by default; while more come they are
                  only counted. none: all are recorded, however much it slows the program down
${CAPTURE_USAGE}
Of a count:
${COUNT_USAGE}
Of both:
  --for TIME      end after this time: 10s, 500ms, 2m
  --tracer T      auto (bcc where it can, else tracefs), bcc or tracefs
  -- command …    start this program once attached, and end when it ends; look first in what it runs

Of doctor:
  --no-self-test  do not trace a program of our own, which needs root

Without --count, --for or a command a trace, and a count, goes on until Ctrl-C.
Exit code of trace and count: 0 when it attached and ended as asked; that of the command when the command failed; else 1.
Exit code of resolve: 0 when the function has machine code, else 1; of processes: 0 when one can be traced, else 1.
Exit code of doctor: 0 when at least one tracer can work here, else 1. Wrong usage: 2.
`;

/** Which function, and where to look for it. */
export interface TargetOptions {
  /** `file:line` or a path. */
  readonly target: string;
  readonly bin: string | null;
  readonly profile: string | null;
  /** Only what this process runs; `bin`, `profile` and `build` say nothing then. */
  readonly pid: number | null;
  readonly build: boolean;
  readonly json: boolean;
}

export interface TraceOptions extends TargetOptions {
  readonly count: number | null;
  readonly forMs: number | null;
  readonly tracer: TracerChoice;
  /** Null: no limit. */
  readonly recordedPerSecond: number | null;
  /** What is read at a call. */
  readonly capture: CaptureOptions;
  readonly command: readonly string[];
}

export interface ProcessesOptions {
  /** `file:line` or a path; null for whatever was built. */
  readonly target: string | null;
  readonly json: boolean;
}

export interface DoctorOptions {
  readonly json: boolean;
  readonly selfTest: boolean;
}

export type Invocation =
  | { readonly kind: 'trace'; readonly options: TraceOptions }
  | { readonly kind: 'count'; readonly options: CountOptions }
  | { readonly kind: 'resolve'; readonly options: TargetOptions }
  | { readonly kind: 'processes'; readonly options: ProcessesOptions }
  | { readonly kind: 'doctor'; readonly options: DoctorOptions }
  | { readonly kind: 'help' }
  | { readonly kind: 'version' };

/** `argv` without node and script. Throws UsageError. */
export function parseInvocation(argv: readonly string[]): Invocation {
  const dashes = argv.indexOf('--');
  const own = dashes < 0 ? argv : argv.slice(0, dashes);
  const command = dashes < 0 ? [] : argv.slice(dashes + 1);
  const { values, positionals } = parse(own);
  if (values.help === true) return { kind: 'help' };
  if (values.version === true) return { kind: 'version' };
  const [verb, target, ...surplus] = positionals;
  if (verb === undefined) return { kind: 'help' };
  if (verb === 'processes') {
    const { json, ...others } = values;
    if (Object.keys(others).length > 0 || surplus.length > 0 || dashes >= 0)
      throw new UsageError('processes takes one function at most, and --json.');
    return { kind: 'processes', options: { target: target ?? null, json: json ?? false } };
  }
  if (verb === 'doctor') return { kind: 'doctor', options: doctorOptions(argv) };
  if (verb === 'count') {
    const surplusOption = Object.keys(values).find(name => !COUNT_TAKES.includes(name));
    if (surplusOption !== undefined) throw new UsageError(`count takes no --${surplusOption}.`);
    if (dashes >= 0 && command.length === 0) throw new UsageError('A command is missing after --.');
    return { kind: 'count', options: countOptions(values, positionals.slice(1), command) };
  }
  if (verb !== 'trace' && verb !== 'resolve') throw new UsageError(`There is no command ${JSON.stringify(verb)}.`);
  if (target === undefined || target === '')
    throw new UsageError('Which function? Name it as file:line or path::of::fn.');
  if (surplus.length > 0) throw new UsageError(`One function at a time: ${surplus.join(' ')} is too much.`);
  if (values['no-self-test'] !== undefined) throw new UsageError('Only doctor has a self-test.');
  const countOnly = COUNT_NAMES.find(name => values[name] !== undefined);
  if (countOnly !== undefined) throw new UsageError(`Only count takes --${countOnly}.`);
  const where: TargetOptions = {
    target,
    bin: values.bin ?? null,
    profile: values.profile ?? null,
    pid: values.pid === undefined ? null : wholeNumber('--pid', values.pid),
    build: values.build ?? false,
    json: values.json ?? false,
  };
  if (where.pid !== null && (where.bin !== null || where.profile !== null || where.build || dashes >= 0))
    throw new UsageError('--pid says which program is meant: it goes without --bin, --profile, --build and a command.');
  if (verb === 'resolve') {
    if (TRACE_ONLY.some(name => values[name] !== undefined) || dashes >= 0)
      throw new UsageError(`resolve runs nothing: it takes no --${TRACE_ONLY.join(', no --')} and no command.`);
    return { kind: 'resolve', options: where };
  }
  if (dashes >= 0 && command.length === 0) throw new UsageError('A command is missing after --.');
  return {
    kind: 'trace',
    options: {
      ...where,
      count: values.count === undefined ? null : wholeNumber('--count', values.count),
      forMs: values.for === undefined ? null : durationMs('--for', values.for),
      tracer: values.tracer === undefined ? 'auto' : tracerChoice(values.tracer),
      recordedPerSecond: values.limit === undefined ? DEFAULT_RECORDED_PER_SECOND : recordedPerSecond(values.limit),
      capture: captureOptions(values),
      command,
    },
  };
}

/** Options of a count. */
const COUNT_TAKES: readonly string[] = ['bin', 'profile', 'build', 'for', 'tracer', 'json', ...COUNT_NAMES];

/** Options of a trace that mean nothing where nothing runs. */
const TRACE_ONLY = ['count', 'for', 'tracer', 'limit', ...CAPTURE_NAMES] as const;

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        bin: { type: 'string' },
        profile: { type: 'string' },
        pid: { type: 'string' },
        build: { type: 'boolean' },
        count: { type: 'string' },
        for: { type: 'string' },
        tracer: { type: 'string' },
        limit: { type: 'string' },
        ...CAPTURE_OPTIONS,
        ...COUNT_OPTIONS,
        json: { type: 'boolean' },
        'no-self-test': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean', short: 'V' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** It looks at the machine alone and takes nothing of a trace. */
function doctorOptions(argv: readonly string[]): DoctorOptions {
  const [surplus] = argv.filter(word => !['doctor', '--json', '--no-self-test'].includes(word));
  if (surplus !== undefined) throw new UsageError(`doctor takes no ${surplus}.`);
  return { json: argv.includes('--json'), selfTest: !argv.includes('--no-self-test') };
}

function recordedPerSecond(text: string): number | null {
  return text === 'none' ? null : wholeNumber('--limit', text, ' or none');
}

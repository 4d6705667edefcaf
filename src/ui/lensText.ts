/** Which lenses stand above which function. Pure; no numbers in them, so that they keep still while hits come in. */

import { COMMANDS, type CommandId } from '../contributions.ts';
import type { RustFunction } from '../model/rustFunction.ts';
import { type FunctionReference, referenceTo } from '../session/locate.ts';

export interface Lens {
  readonly line0: number;
  readonly character0: number;
  readonly title: string;
  readonly tooltip: string;
  readonly command: CommandId;
  readonly argument: FunctionReference;
}

/** `isRunning` tells whether a function is being traced now; `isTrusted` is false in Restricted Mode. */
export function lensesOf(
  functions: readonly RustFunction[],
  isRunning: (fn: RustFunction) => boolean,
  isTrusted: boolean,
): Lens[] {
  return functions.flatMap((fn): Lens[] => {
    const place = { ...fn.nameRange.start, argument: referenceTo(fn) };
    if (!isTrusted) return [{ ...place, ...RESTRICTED }];
    const trace = { ...place, ...(isRunning(fn) ? STOP : TRACE) };
    const more = { ...place, ...MORE };
    return fn.isMain ? [trace, { ...place, ...RUN }, more] : [trace, more];
  });
}

/** Would both look the same and do the same? */
export function areSameLenses(a: readonly Lens[], b: readonly Lens[]): boolean {
  return a.length === b.length && a.every((lens, at) => isSameLens(lens, b[at]));
}

/** What it is called goes with its command. */
function isSameLens(a: Lens, b: Lens | undefined): boolean {
  return (
    b !== undefined &&
    a.line0 === b.line0 &&
    a.character0 === b.character0 &&
    a.command === b.command &&
    a.argument.path === b.argument.path &&
    a.argument.file === b.argument.file
  );
}

// The editor drops an ordinary blank after an icon.
const TRACE = {
  title: '$(record)\u00a0Trace',
  tooltip: 'Show every call of this function and its arguments while the program runs',
  command: COMMANDS.trace,
} as const;

const STOP = {
  title: '$(debug-stop)\u00a0Stop',
  tooltip: 'Stop tracing this function',
  command: COMMANDS.stop,
} as const;

const RUN = {
  title: '$(play)\u00a0Trace & Run',
  tooltip: 'Trace this function first, then run the program, so that no call is missed',
  command: COMMANDS.traceAndRun,
} as const;

const MORE = {
  title: '…',
  tooltip: 'Trace when…, trace with…, trace in a running process…, count calls…',
  command: COMMANDS.traceMore,
} as const;

const RESTRICTED = {
  title: '$(shield)\u00a0Trace',
  tooltip: 'Not in Restricted Mode: tracing builds and runs code of this workspace',
  command: COMMANDS.explainTrust,
} as const;

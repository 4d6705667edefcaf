/** What the sample says about its own calls (`demo --echo FILE`): the truth for traced values. */

import { readFileSync } from 'node:fs';

export interface EchoedCall {
  readonly call: number;
  /** Demangled path, with type arguments. */
  readonly function: string;
  readonly tid: number;
  /** `{:?}` of every argument by name, in the order of the signature. */
  readonly args: Readonly<Record<string, string>>;
}

interface EchoedReturn {
  /** The number of the call. */
  readonly returned: number;
  /** `{:?}` of what it returned. */
  readonly value: string;
}

export function readEcho(file: string): EchoedCall[] {
  return linesOf(file).filter(line => 'call' in line);
}

/** What calls returned, by their number; without those that panicked. */
export function readReturns(file: string): Map<number, string> {
  const returns = linesOf(file).filter(line => 'returned' in line);
  return new Map(returns.map(({ returned, value }) => [returned, value]));
}

function linesOf(file: string): (EchoedCall | EchoedReturn)[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter(line => line !== '').map(line => JSON.parse(line) as EchoedCall | EchoedReturn);
}

/** Items in groups, each in the order they came. */
export function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}

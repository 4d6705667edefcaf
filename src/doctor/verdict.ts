/** Which tracer can work here, by what was found, a self-test before all; and how grave that makes each finding. Pure. */

import type { TracerName } from '../tracer/tracer.ts';
import { BOTH_TRACERS, type Finding } from './finding.ts';

export interface TracerVerdict {
  readonly name: TracerName;
  /** `yes`: all that it needs was seen. `unknown`: nothing speaks against it, but not all could be seen. */
  readonly can: 'yes' | 'no' | 'unknown';
  /** Titles of the findings that say so: what it lacks, or what could not be seen. */
  readonly because: readonly string[];
}

export interface Verdict {
  readonly tracers: readonly TracerVerdict[];
  /** The tracer that the setting `auto` takes; null when none can work. */
  readonly auto: TracerName | null;
}

/** `auto` takes the first of bcc and tracefs that nothing speaks against. */
export function judge(findings: readonly Finding[]): Verdict {
  const tracers = BOTH_TRACERS.map(name => verdictOn(name, findings));
  return { tracers, auto: tracers.find(({ can }) => can !== 'no')?.name ?? null };
}

/**
 * What only one tracer lacks is no more than a warning while the other can work; and nothing is left to do about what
 * is needed only by tracers that have passed their self-test.
 */
export function weigh(findings: readonly Finding[], { tracers }: Verdict): Finding[] {
  const possible = tracers.filter(({ can }) => can !== 'no').map(({ name }) => name);
  return findings.map(finding => {
    const { status, neededBy } = finding;
    if (neededBy.length > 0 && neededBy.every(name => hasPassed(name, findings))) return { ...finding, fix: null };
    const isSpared = neededBy.length > 0 && possible.some(name => !neededBy.includes(name));
    return status === 'bad' && isSpared ? { ...finding, status: 'warning' } : finding;
  });
}

function verdictOn(name: TracerName, findings: readonly Finding[]): TracerVerdict {
  const needed = findings.filter(({ neededBy }) => neededBy.includes(name));
  const titles = (status: Finding['status']): string[] => {
    return needed.filter(finding => finding.status === status).map(({ title }) => title);
  };
  if (hasPassed(name, findings)) return { name, can: 'yes', because: [] };
  const [lacking, unseen] = [titles('bad'), titles('unknown')];
  if (lacking.length > 0) return { name, can: 'no', because: lacking };
  return unseen.length > 0 ? { name, can: 'unknown', because: unseen } : { name, can: 'yes', because: [] };
}

function hasPassed(name: TracerName, findings: readonly Finding[]): boolean {
  return findings.some(({ id, status }) => id === selfTestId(name) && status === 'ok');
}

export function selfTestId(name: TracerName): string {
  return `selfTest.${name}`;
}

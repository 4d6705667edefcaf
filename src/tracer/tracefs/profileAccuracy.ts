/**
 * Whether `uprobe_profile` tells of every hit. Since Linux 6.12 each processor has a number of its own ("uprobes: turn
 * trace_uprobe's nhit counter to be per-CPU one"); before, those that pass a probe at the same time write over each
 * other's, and what is told is a lower bound.
 */

import { cpus, release } from 'node:os';

const FIRST_EXACT = [6, 12] as const;

/** `kernel`: as uname(2) has it, `6.1.0-18-amd64`. One that is not understood counts as old. */
export function isProfileExact(kernel = release(), processors = cpus().length): boolean {
  if (processors === 1) return true;
  const [, major = '0', minor = '0'] = /^(\d+)\.(\d+)/.exec(kernel) ?? [];
  const [firstMajor, firstMinor] = FIRST_EXACT;
  return Number(major) > firstMajor || (Number(major) === firstMajor && Number(minor) >= firstMinor);
}

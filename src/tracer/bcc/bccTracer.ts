/** The tracer that bcc's `trace` carries out, under the supervisor and as root. */

import { findSudo } from '../privilege.ts';
import type { TracingMachine } from '../supervisedRun.ts';
import { type TracerOptions, tracerOf } from '../tracerOf.ts';
import type { Tracer } from '../tracer.ts';
import { type BccInstallation, bccProgram } from './bccProgram.ts';
import { findTraceTool } from './toolPath.ts';

export type BccMachine = TracingMachine & BccInstallation;

export interface BccTracerOptions extends TracerOptions {
  /** Default: where distributions put it. @throws HumanError as toolPath.ts. */
  readonly findTool?: () => string;
}

/** To be shared by all traces: at most one run of a tracer asks for a password at a time. */
export function createBccTracer(options: BccTracerOptions): Tracer {
  return bccTracerOn({
    findTool: findTraceTool,
    ...options,
    isRoot: process.geteuid?.() === 0,
    findSudo,
  });
}

export function bccTracerOn(machine: BccMachine): Tracer {
  return tracerOf(bccProgram(machine), machine);
}

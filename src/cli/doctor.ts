/** `rust-trace doctor`: the setup check on a terminal. */

import { gatherEvidence, runSelfTests, setupOf } from '../doctor/checkSetup.ts';
import { setupReport } from '../doctor/report.ts';
import { selfTestTracers } from '../doctor/selfTest/tracers.ts';
import { version } from '../../package.json';
import type { DoctorOptions } from './options.ts';

/** Resolves to the exit code: 0 when at least one tracer can work. */
export async function doctor({ json, selfTest }: DoctorOptions, diagnose: (text: string) => void): Promise<number> {
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      interrupted.abort();
    });
  }
  const evidence = await gatherEvidence();
  const hasTerminal = process.stdin.isTTY;
  const tracers = selfTest ? selfTestTracers({ hasTerminal }) : [];
  if (selfTest) diagnose('Tracing a program of our own for a second; --no-self-test leaves it out.\n');
  const setup = setupOf(evidence, await runSelfTests(evidence, tracers, hasTerminal, interrupted.signal));
  const versions = { version, node: process.version };
  const isColoured = process.stdout.isTTY && (process.env.NO_COLOR ?? '') === '';
  process.stdout.write(
    json ? `${JSON.stringify({ ...versions, ...setup }, null, 2)}\n` : setupReport(setup, { ...versions, isColoured }),
  );
  return setup.auto === null ? 1 : 0;
}

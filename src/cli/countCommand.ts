/** `rust-trace count`: plans, and follows the count to its end. */

import type { AskSilence } from '../session/silenceWatch.ts';
import { createMachineCounter } from '../tracer/machineCounter.ts';
import { NO_LIMITS } from '../tracer/tracer.ts';
import { BatchedOutput } from './batchedOutput.ts';
import { createCore } from './core.ts';
import { planCount } from './countPlanning.ts';
import { jsonCountReport, textCountReport } from './countReport.ts';
import { runCount } from './countRun.ts';
import type { CountOptions } from './countWords.ts';
import { diagnose } from './diagnose.ts';
import { Interruption } from './interruption.ts';

export async function countCommand(options: CountOptions): Promise<number> {
  const interruption = new Interruption();
  const { signal } = interruption;
  const { resolver } = await createCore();
  const plan = await planCount(resolver, options, diagnose, signal);
  const output = new BatchedOutput(text => process.stdout.write(text));
  const write = output.push.bind(output);
  // Both may be one terminal: what comes after a table stands after it.
  const diagnoseNext = (text: string): void => {
    output.flush();
    diagnose(text);
  };
  const columns = process.stdout.isTTY ? process.stdout.columns : null;
  const report = options.json
    ? jsonCountReport(write)
    : textCountReport(write, diagnoseNext, { zeros: options.zeros, columns });
  const counter = createMachineCounter({
    limits: () => NO_LIMITS,
    prefer: () => options.tracer,
    bccFunccountPath: () => '',
    hasTerminal: process.stdin.isTTY,
  });
  const silence: AskSilence = (probes, counted) => resolver.silence(probes, counted, [process.cwd()]);
  const exitCode = await runCount(plan, counter, silence, options, report, diagnoseNext, signal);
  output.flush();
  resolver.dispose();
  interruption.throwIfUnwritten('The counts');
  return exitCode;
}

/** `rust-trace trace`: plans, and follows the trace to its end. */

import { ConditionError, underline } from '../condition/conditionError.ts';
import type { ProbePlan } from '../model/probePlan.ts';
import type { Resolver } from '../resolve/resolver.ts';
import { createMachineTracer } from '../tracer/machineTracer.ts';
import { BatchedOutput } from './batchedOutput.ts';
import { checkFields } from './checkFields.ts';
import { createCore } from './core.ts';
import { diagnose } from './diagnose.ts';
import { Interruption } from './interruption.ts';
import type { TraceOptions } from './options.ts';
import { ageNotice, errorOfNone, resolveTarget, unprobedNotice } from './planning.ts';
import { buildNotice } from './processReport.ts';
import { traceQuestions } from './questions.ts';
import { jsonReport, textReport } from './report.ts';
import { readTarget, type Target } from './target.ts';
import { runTrace } from './trace.ts';

export async function traceCommand(options: TraceOptions): Promise<number> {
  const interruption = new Interruption();
  const { signal } = interruption;
  const { resolver, parser } = await createCore();
  const target = readTarget(options.target, parser);
  const plan = await planFor(resolver, target, options, signal).catch((error: unknown) => {
    const { condition } = options.capture;
    if (error instanceof ConditionError && condition !== null) diagnose(`${underline(condition, error)}\n`);
    throw error;
  });
  const output = new BatchedOutput(text => process.stdout.write(text));
  const write = output.push.bind(output);
  // Both may be one terminal: what comes after a hit stands after it.
  const diagnoseNext = (text: string): void => {
    output.flush();
    diagnose(text);
  };
  const report = options.json ? jsonReport(write) : textReport(write, diagnoseNext);
  const tracer = createMachineTracer({
    limits: () => ({ recordedPerSecond: options.recordedPerSecond, seconds: null }),
    prefer: () => options.tracer,
    bccTracePath: () => '',
    hasTerminal: process.stdin.isTTY,
  });
  const questions = traceQuestions(resolver, target, options.capture, signal);
  const exitCode = await runTrace(plan, tracer, questions, options, report, diagnoseNext, signal);
  output.flush();
  resolver.dispose();
  interruption.throwIfUnwritten('The trace');
  return exitCode;
}

async function planFor(
  resolver: Resolver,
  target: Target,
  options: TraceOptions,
  signal: AbortSignal,
): Promise<ProbePlan> {
  const answer = await resolveTarget(resolver, target, options, diagnose, signal);
  if (answer.kind === 'none') throw errorOfNone(answer.reason);
  const { artifact, unprobed, running } = answer.plan;
  const { fields } = options.capture;
  if (fields !== null && running === undefined) {
    const filter = { targetName: artifact.targetName, profile: artifact.profile };
    checkFields(fields, await resolver.fields({ ...target, filter }, signal));
  }
  diagnose(running === undefined ? ageNotice(artifact) : buildNotice(running, artifact));
  diagnose(unprobedNotice(unprobed, 'traced'));
  return answer.plan;
}

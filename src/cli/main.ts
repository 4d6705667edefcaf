/** `rust-trace`: the extension's core from a terminal. Reads the words, wires the parts, sets the exit code. */

import { loadDemangler } from '../binary/demangle.ts';
import { assetPath } from '../binary/assets.ts';
import { IndexCache } from '../binary/indexCache.ts';
import { ConditionError, underline } from '../condition/conditionError.ts';
import { toHumanDetail } from '../model/humanError.ts';
import type { ProbePlan } from '../model/probePlan.ts';
import { indexCacheFolder } from '../resolve/indexCacheFolder.ts';
import { Resolver } from '../resolve/resolver.ts';
import type { AskSilence } from '../session/silenceWatch.ts';
import { createRustParser, type RustParser } from '../source/rustParser.ts';
import { createMachineCounter } from '../tracer/machineCounter.ts';
import { createMachineTracer } from '../tracer/machineTracer.ts';
import { NO_LIMITS } from '../tracer/tracer.ts';
import { version } from '../../package.json';
import { BatchedOutput } from './batchedOutput.ts';
import { checkFields } from './checkFields.ts';
import { planCount } from './countPlanning.ts';
import { jsonCountReport, textCountReport } from './countReport.ts';
import { runCount } from './countRun.ts';
import type { CountOptions } from './countWords.ts';
import { doctor } from './doctor.ts';
import { Interruption } from './interruption.ts';
import { parseInvocation, USAGE, type ProcessesOptions, type TargetOptions, type TraceOptions } from './options.ts';
import { ageNotice, errorOfNone, resolveTarget, unprobedNotice } from './planning.ts';
import { buildNotice, processesJson, processesText } from './processReport.ts';
import { errorText, jsonReport, textReport } from './report.ts';
import { resolutionJson, resolutionText } from './resolutionReport.ts';
import { traceQuestions } from './questions.ts';
import { UsageError } from './usageError.ts';
import { readTarget, type Target } from './target.ts';
import { runTrace } from './trace.ts';

const diagnose = (text: string): void => {
  process.stderr.write(text);
};

async function main(): Promise<number> {
  const invocation = parseInvocation(process.argv.slice(2));
  switch (invocation.kind) {
    case 'help':
      process.stdout.write(USAGE);
      return 0;
    case 'version':
      process.stdout.write(`${version}\n`);
      return 0;
    case 'trace':
      return trace(invocation.options);
    case 'count':
      return count(invocation.options);
    case 'doctor':
      return doctor(invocation.options, diagnose);
    case 'resolve':
      return resolve(invocation.options);
    case 'processes':
      return processes(invocation.options);
  }
}

async function trace(options: TraceOptions): Promise<number> {
  const interruption = new Interruption();
  const { signal } = interruption;
  const { resolver, parser } = await prepare();
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

async function count(options: CountOptions): Promise<number> {
  const interruption = new Interruption();
  const { signal } = interruption;
  const { resolver } = await prepare();
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

/** The caller disposes the resolver. */
async function prepare(): Promise<{ readonly resolver: Resolver; readonly parser: RustParser }> {
  const [parser] = await Promise.all([
    createRustParser({ engine: assetPath('web-tree-sitter.wasm'), language: assetPath('tree-sitter-rust.wasm') }),
    loadDemangler(assetPath('rustc_demangle.wasm')),
  ]);
  return { parser, resolver: new Resolver({ parser, cache: new IndexCache(indexCacheFolder()), readAhead: null }) };
}

async function resolve(options: TargetOptions): Promise<number> {
  const { resolver, parser } = await prepare();
  try {
    const target = readTarget(options.target, parser);
    const answer = await resolveTarget(resolver, target, options, diagnose, new AbortController().signal);
    const wanted = target.wanted.path;
    process.stdout.write(
      options.json ? `${resolutionJson(wanted, answer)}\n` : resolutionText(wanted, answer, process.cwd()),
    );
    return answer.kind === 'plan' ? 0 : 1;
  } finally {
    resolver.dispose();
  }
}

async function processes({ target, json }: ProcessesOptions): Promise<number> {
  const { resolver, parser } = await prepare();
  try {
    const { wanted, from } = target === null ? { wanted: null, from: process.cwd() } : readTarget(target, parser);
    const entries = await resolver.processes(wanted, from, [process.cwd()]);
    process.stdout.write(json ? processesJson(entries) : processesText(entries, process.stdout.columns));
    return entries.some(({ runs }) => runs !== null) ? 0 : 1;
  } finally {
    resolver.dispose();
  }
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

try {
  process.exitCode = await main();
} catch (error) {
  diagnose(errorText(toHumanDetail(error)));
  process.exitCode = error instanceof UsageError ? 2 : 1;
}

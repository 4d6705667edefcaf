/** `rust-trace`: the extension's core from a terminal. Reads the words, wires the parts, sets the exit code. */

import { loadDemangler } from '../binary/demangle.ts';
import { assetPath } from '../binary/assets.ts';
import { IndexCache } from '../binary/indexCache.ts';
import { ConditionError, underline } from '../condition/conditionError.ts';
import { HumanError, toHumanDetail } from '../model/humanError.ts';
import type { ProbePlan } from '../model/probePlan.ts';
import { indexCacheFolder } from '../resolve/indexCacheFolder.ts';
import { Resolver } from '../resolve/resolver.ts';
import { oneLine } from '../session/oneLine.ts';
import { createRustParser, type RustParser } from '../source/rustParser.ts';
import { createMachineTracer } from '../tracer/machineTracer.ts';
import manifest from '../../package.json' with { type: 'json' };
import { BatchedOutput } from './batchedOutput.ts';
import { checkFields } from './checkFields.ts';
import { doctor } from './doctor.ts';
import { parseInvocation, USAGE, type ProcessesOptions, type TargetOptions, type TraceOptions } from './options.ts';
import { resolveTarget } from './planning.ts';
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
      process.stdout.write(`${manifest.version}\n`);
      return 0;
    case 'trace':
      return trace(invocation.options);
    case 'doctor':
      return doctor(invocation.options, diagnose);
    case 'resolve':
      return resolve(invocation.options);
    case 'processes':
      return processes(invocation.options);
  }
}

async function trace(options: TraceOptions): Promise<number> {
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      interrupted.abort();
    });
  }
  // A closed pipe (`| head`) ends the trace as Ctrl-C does; a full disk does not end it as asked.
  const writeErrors: NodeJS.ErrnoException[] = [];
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      writeErrors.push(error);
      interrupted.abort();
    });
  }
  const { resolver, parser } = await prepare();
  const target = readTarget(options.target, parser);
  const plan = await planFor(resolver, target, options, interrupted.signal).catch((error: unknown) => {
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
  const questions = traceQuestions(resolver, target, options.capture, interrupted.signal);
  const exitCode = await runTrace(plan, tracer, questions, options, report, diagnoseNext, interrupted.signal);
  output.flush();
  resolver.dispose();
  const [cause] = writeErrors;
  if (cause === undefined || cause.code === 'EPIPE') return exitCode;
  throw new HumanError({ message: `The trace could not be written: ${cause.message}.` }, { cause });
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
  if (answer.kind === 'none') {
    const { code, detail } = answer.reason;
    throw new HumanError(code === 'not-built' ? { ...detail, advice: 'Run it again with --build.' } : detail);
  }
  const { artifact, unprobed, running } = answer.plan;
  const { fields } = options.capture;
  if (fields !== null && running === undefined) {
    const filter = { targetName: artifact.targetName, profile: artifact.profile };
    checkFields(fields, await resolver.fields({ ...target, filter }, signal));
  }
  if (running !== undefined) {
    diagnose(buildNotice(running, artifact));
  } else if (artifact.newerSource !== null) {
    const source = oneLine(artifact.newerSource);
    diagnose(`rust-trace: ${artifact.targetName} is older than ${source}; --build builds it first.\n`);
  }
  for (const { instances, reason } of unprobed) {
    diagnose(
      `rust-trace: ${String(instances)} of its instances ${instances === 1 ? 'is' : 'are'} not traced: ${reason}.\n`,
    );
  }
  return answer.plan;
}

try {
  process.exitCode = await main();
} catch (error) {
  diagnose(errorText(toHumanDetail(error)));
  process.exitCode = error instanceof UsageError ? 2 : 1;
}

/** `rust-trace`: the extension's core from a terminal. Reads the words, wires the parts, sets the exit code. */

import { loadDemangler } from '../binary/demangle.ts';
import { assetPath } from '../binary/assets.ts';
import { IndexCache } from '../binary/indexCache.ts';
import { HumanError, toHumanDetail } from '../model/humanError.ts';
import type { ProbePlan } from '../model/probePlan.ts';
import { indexCacheFolder } from '../resolve/indexCacheFolder.ts';
import { Resolver } from '../resolve/resolver.ts';
import { createRustParser } from '../source/rustParser.ts';
import { createBccTracer } from '../tracer/bcc/bccTracer.ts';
import { NO_LIMITS } from '../tracer/tracer.ts';
import manifest from '../../package.json' with { type: 'json' };
import { doctor } from './doctor.ts';
import { parseInvocation, USAGE, UsageError, type TargetOptions, type TraceOptions } from './options.ts';
import { resolveTarget } from './planning.ts';
import { errorText, jsonReport, textReport } from './report.ts';
import { resolutionJson, resolutionText } from './resolutionReport.ts';
import { traceQuestions } from './questions.ts';
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
  const { resolver, target } = await prepare(options);
  const plan = await planFor(resolver, target, options, interrupted.signal);
  const write = (text: string): void => {
    process.stdout.write(text);
  };
  const report = options.json ? jsonReport(write) : textReport(write, diagnose);
  const tracer = createBccTracer({ limits: () => NO_LIMITS, hasTerminal: process.stdin.isTTY });
  const questions = traceQuestions(resolver, target, interrupted.signal);
  const exitCode = await runTrace(plan, tracer, questions, options, report, diagnose, interrupted.signal);
  resolver.dispose();
  const [cause] = writeErrors;
  if (cause === undefined || cause.code === 'EPIPE') return exitCode;
  throw new HumanError({ message: `The trace could not be written: ${cause.message}.` }, { cause });
}

/** The caller disposes the resolver. */
async function prepare({ target }: TargetOptions): Promise<{ readonly resolver: Resolver; readonly target: Target }> {
  const [parser] = await Promise.all([
    createRustParser({ engine: assetPath('web-tree-sitter.wasm'), language: assetPath('tree-sitter-rust.wasm') }),
    loadDemangler(assetPath('rustc_demangle.wasm')),
  ]);
  return {
    target: readTarget(target, parser),
    resolver: new Resolver({ parser, cache: new IndexCache(indexCacheFolder()), readAhead: null }),
  };
}

async function resolve(options: TargetOptions): Promise<number> {
  const { resolver, target } = await prepare(options);
  try {
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
  const { artifact, unprobed } = answer.plan;
  if (artifact.newerSource !== null) {
    diagnose(`rust-trace: ${artifact.targetName} is older than ${artifact.newerSource}; --build builds it first.\n`);
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

/**
 * The self-test: traces our own program for a second with a real tracer, in the way any function is traced. The
 * program runs as the person, from a folder of its own; only the tracer becomes root.
 */

import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runProgram } from '../../cargo/runProgram.ts';
import type { Capture } from '../../model/capture.ts';
import type { Hit } from '../../model/hit.ts';
import { toHumanDetail } from '../../model/humanError.ts';
import type { ProbePlan } from '../../model/probePlan.ts';
import type { Read, Register, Word } from '../../model/read.ts';
import type { RunningTracer, Tracer, TracerEvent } from '../../tracer/tracer.ts';
import type { Finding } from '../finding.ts';
import { selfTestFinding } from './outcome.ts';
import { selfTestProgram, SELF_TEST_ROUNDS, SELF_TEST_SYMBOL, type SelfTestProgram } from './program.ts';

/** How long hits and counts may follow the end of the program. */
const LAST_HITS_MS = 5_000;
const LOOK_MS = 20;

/** Never rejects; `signal` ends it early. */
export async function selfTest(tracer: Tracer, signal: AbortSignal): Promise<Finding> {
  const folder = mkdtempSync(path.join(tmpdir(), 'rust-trace-self-test-'));
  try {
    const program = selfTestProgram();
    const file = path.join(folder, SELF_TEST_SYMBOL);
    writeFileSync(file, program.bytes, { mode: 0o755 });
    return await new SelfTest(tracer, file).run(planFor(file, program), signal);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

class SelfTest {
  readonly #tracer: Tracer;
  readonly #file: string;
  readonly #hits: Hit[] = [];
  #counted: { readonly hits: number; readonly isExact: boolean } | null = null;
  #startedAtMs = 0;
  #attachedMs: number | null = null;
  #program: Promise<void> | null = null;
  #programFailure: string | null = null;
  #running: RunningTracer | null = null;

  constructor(tracer: Tracer, file: string) {
    this.#tracer = tracer;
    this.#file = file;
  }

  async run(plan: ProbePlan, signal: AbortSignal): Promise<Finding> {
    this.#running = this.#tracer.start(plan, event => {
      this.#take(event);
    });
    const stop = (): void => this.#running?.stop();
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    const reason = await this.#running.done;
    signal.removeEventListener('abort', stop);
    await this.#program;
    return selfTestFinding({
      tracer: this.#tracer.name,
      attachedMs: this.#attachedMs,
      hits: this.#hits,
      counted: this.#counted,
      programFailure: this.#programFailure,
      reason,
    });
  }

  #take(event: TracerEvent): void {
    switch (event.type) {
      case 'command':
        this.#startedAtMs = performance.now();
        break;
      case 'attached':
        this.#attachedMs = performance.now() - this.#startedAtMs;
        this.#program = this.#runProgram();
        break;
      case 'hit':
        this.#hits.push(event.hit);
        break;
      case 'counts':
        this.#counted = { hits: event.hits[0] ?? 0, isExact: event.isExact };
        break;
      case 'tracer':
      case 'authorising':
      case 'recording':
      case 'returns':
      case 'exit':
      case 'lost':
      case 'message':
      case 'ended':
        break;
    }
  }

  /** Ends the tracer when all of the program's calls are in, or can be waited for no longer. */
  async #runProgram(): Promise<void> {
    try {
      const { exitCode, signal } = await runProgram({ argv: [this.#file], cwd: '/', stdio: 'ignore' }).done;
      if (exitCode !== 0) this.#programFailure = `its program ended with ${signal ?? String(exitCode)}`;
    } catch (error) {
      this.#programFailure = toHumanDetail(error).message.replace(/\.$/, '');
    }
    const untilMs = performance.now() + LAST_HITS_MS;
    while (this.#programFailure === null && !this.#isComplete() && performance.now() < untilMs) await sleep(LOOK_MS);
    this.#running?.stop();
  }

  #isComplete(): boolean {
    const isCounted = this.#counted?.isExact !== true || this.#counted.hits >= SELF_TEST_ROUNDS;
    return this.#hits.length >= SELF_TEST_ROUNDS && isCounted;
  }
}

function planFor(file: string, { fileOffset, size }: SelfTestProgram): ProbePlan {
  const status = statSync(file);
  return {
    functionName: SELF_TEST_SYMBOL,
    artifact: {
      packageName: SELF_TEST_SYMBOL,
      targetName: SELF_TEST_SYMBOL,
      kind: 'bin',
      profile: 'release',
      triple: null,
      path: file,
      modifiedMs: status.mtimeMs,
      inode: `${status.dev}:${status.ino}`,
      newerSource: null,
    },
    probes: [
      {
        id: 0,
        instance: {
          symbol: SELF_TEST_SYMBOL,
          symbolOffset: 0,
          demangled: SELF_TEST_SYMBOL,
          kind: 'body',
          inlined: null,
          fileOffset,
          size,
          sharedWith: [],
        },
        place: { symbol: SELF_TEST_SYMBOL, symbolOffset: 0, fileOffset, virtualAddress: fileOffset },
        captures: CAPTURES,
        reads: READS,
        condition: null,
        stackPointer: null,
      },
    ],
    exits: [],
    process: null,
    unprobed: [],
  };
}

/** The registers of the arguments that program.ts passes, and the bytes of the text. */
const READS: readonly Read[] = [
  { kind: 'word', word: registerOf('rdi') },
  { kind: 'word', word: registerOf('rsi') },
  { kind: 'word', word: registerOf('rcx') },
  { kind: 'elements', at: registerOf('rdx'), count: registerOf('rcx'), elementBytes: 1, limitBytes: 64 },
];

const CAPTURES: readonly Capture[] = [
  numberOf('round', 0),
  numberOf('complement', 1),
  {
    kind: 'value',
    name: 'text',
    typeName: '&str',
    pieces: [{ kind: 'read', read: 2, offset: 0, bytes: 8 }],
    shape: {
      kind: 'text',
      encoding: 'utf8',
      count: { kind: 'inline', offset: 0 },
      contents: { kind: 'read', read: 3 },
    },
  },
];

function numberOf(name: string, read: number): Capture {
  const shape = { kind: 'integer', bytes: 8, isSigned: false } as const;
  return { kind: 'value', name, typeName: 'u64', pieces: [{ kind: 'read', read, offset: 0, bytes: 8 }], shape };
}

function registerOf(register: Register): Word {
  return { kind: 'register', register, plus: 0 };
}

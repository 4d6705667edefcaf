/**
 * One run of a tracer's program as root: prepares, starts, reads and ends it, and says at last why it ended.
 * The parts know how; this knows in what order, and what is let go of afterwards. What is different from tracer to
 * tracer is its TracerProgram.
 */

import { once } from 'node:events';
import { statSync } from 'node:fs';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { type HumanErrorDetail, toHumanDetail } from '../model/humanError.ts';
import type { Artifact } from '../model/artifact.ts';
import type { ProbePlan } from '../model/probePlan.ts';
import { CountsOfRun } from './countsOfRun.ts';
import type { DecodedEvent, TracerDecoder } from './decoded.ts';
import { endReason, refusedToEnd } from './endReason.ts';
import { launch, type LaunchedProcess } from './launcher.ts';
import { TimeOrder } from './order.ts';
import { obtainPrivilege, type Privilege, type PrivilegeOptions } from './privilege.ts';
import { PassageView } from './shownPassage.ts';
import { GRACE_SECONDS, type SupervisedCommand } from './supervisor.ts';
import type { EndReason, TraceLimits, TracerEvent, TracerName } from './tracer.ts';
import type { Turn } from './turns.ts';
import type { AddressNames } from '../probe/addressNames.ts';
import type { Passage } from '../model/passage.ts';

/** Beyond the grace, the kernel still takes its time to detach the probes of a killed tracer. */
const DETACH_SECONDS = 5;

/** How long output may follow the end of its process. */
const LAST_OUTPUT_MS = 1_000;

const TOO_FAR_BEHIND = 'The tracer was too far behind: calls just before the stop are missing.';

const TIME_IS_UP = 'The time limit is over.';

/** What a run takes from the machine; tests give others. */
export interface TracingMachine extends PrivilegeOptions {
  readonly limits: () => TraceLimits;
  /** Seconds from the first signal to SIGKILL; default GRACE_SECONDS. */
  readonly graceSeconds?: number;
}

/** How a program that runs is spoken with. */
export interface ProgramLink {
  /** Writes one line to its stdin. */
  send(line: string): void;
  /** Passes on events that come of time, not of output. */
  deliver(events: readonly DecodedEvent[]): void;
}

/** A program that is ready to be run once. */
export interface PreparedProgram {
  readonly command: SupervisedCommand;
  readonly decoder: TracerDecoder;
  /** Waits so long after reads of stdout that bring little, milliseconds: a reader that is always awake costs. */
  readonly readEveryMs: number;
  /** Whether a read has brought little. Left out: when it has not emptied a full pipe. */
  readonly isLittle?: (chunk: Uint8Array) => boolean;
  /** The program has been started. */
  begin(link: ProgramLink): void;
  /** Every event of the decoder, as it comes. */
  saw(event: DecodedEvent): void;
  /** Brings what was hit so far; resolves to false when that takes too long to wait for. */
  finish(): Promise<boolean>;
  /** Records everything from now on; false when the program must be started anew for that. */
  recordAll(): boolean;
  /**
   * Why another start, prepared anew, may do what this one did not, of the messages of a program that ended before it was
   * attached: one sentence; null or left out: it would do no better.
   */
  readonly whyAgain?: ((messages: readonly string[]) => string | null) | undefined;
  /** The program is gone. */
  release(): Promise<void>;
  /**
   * Resolves when it has said all it ever will, though the kernel still has to take its probes out: nobody waits for
   * that. Left out where a run is over when its program is gone.
   */
  readonly saidAll?: Promise<void>;
  /** Seconds that the kernel takes to detach its probes once it is killed; left out: DETACH_SECONDS. */
  readonly detachSeconds?: number;
}

export interface TracerProgram {
  readonly name: TracerName;
  /** One clause where its events carry less than is planned; else null. */
  whyShortened(plan: ProbePlan): string | null;
  /** @throws HumanError when it cannot be run. */
  prepare(plan: ProbePlan, limits: TraceLimits): Promise<PreparedProgram>;
  /** What the messages of a program say that ended before it was attached; null when they say nothing known. */
  explain(messages: readonly string[]): HumanErrorDetail | null;
}

/** What a run is for. */
export interface TracedPlan {
  readonly plan: ProbePlan;
  /** The trace began then, by `performance.now()`. */
  readonly sinceMs: number;
  readonly names: AddressNames;
}

export class SupervisedRun {
  readonly #plan: ProbePlan;
  readonly #view: PassageView;
  /** The trace began then, by `performance.now()`. */
  readonly #sinceMs: number;
  readonly #program: TracerProgram;
  readonly #machine: TracingMachine;
  readonly #emit: (event: TracerEvent) => void;
  /** To become root; it ends when that is done. */
  readonly #turn: Turn;
  readonly #order: TimeOrder<Passage>;
  readonly #counts: CountsOfRun;
  readonly #stop = new AbortController();
  #prepared: PreparedProgram | null = null;
  #child: LaunchedProcess | null = null;
  /** Another child with no limit takes the place of the one that runs. */
  #isRestarting = false;
  /** The program is started anew: the one that has ended was never attached. */
  #isToBeginAgain = false;
  #isUnlimited = false;
  #wasAttached = false;
  /** The symbol may have been found in another build than was planned for, where its arguments lie elsewhere. */
  #isRebuilt = false;
  #isOver = false;
  #isEndTold = false;

  constructor(
    { plan, sinceMs, names }: TracedPlan,
    program: TracerProgram,
    machine: TracingMachine,
    turn: Turn,
    emit: (event: TracerEvent) => void,
  ) {
    this.#plan = plan;
    this.#view = new PassageView(plan, names);
    this.#sinceMs = sinceMs;
    this.#program = program;
    this.#machine = machine;
    this.#turn = turn;
    this.#emit = emit;
    this.#counts = new CountsOfRun(plan.probes.length);
    this.#order = new TimeOrder(passage => {
      const event = this.#view.eventOf(passage);
      if (event !== null) emit(event);
    });
  }

  stop(): void {
    this.#stop.abort();
  }

  recordAll(): void {
    if (this.#isUnlimited) return;
    this.#isUnlimited = true;
    if (this.#prepared === null || this.#prepared.recordAll()) return;
    this.#isRestarting = true;
    // A child that is not attached yet may still ask for a password: it is ended once it is.
    if (this.#prepared.decoder.isAttached) this.#child?.requestStop();
  }

  /** To be called once. Resolves when nothing of the run is left; `ended` has been emitted then. */
  async start(): Promise<EndReason> {
    // Events come after `start` has returned to its caller.
    await Promise.resolve();
    const reason = await this.#run().catch((error: unknown): EndReason => {
      return { kind: 'failed', error: toHumanDetail(error) };
    });
    this.#turn.end();
    await this.#order.flush();
    this.#isOver = true;
    this.#tellEnd(reason);
    return reason;
  }

  /** The first reason is the one; nothing is told after it. */
  #tellEnd(reason: EndReason): void {
    if (this.#isEndTold) return;
    this.#emit({ type: 'ended', reason });
    this.#isEndTold = true;
  }

  async #run(): Promise<EndReason> {
    this.#emit({ type: 'tracer', name: this.#program.name, reason: this.#program.whyShortened(this.#plan) });
    for (;;) {
      const reason = await this.#runOnce();
      if (this.#isToBeginAgain) {
        this.#isToBeginAgain = false;
        // The next one records everything where that is wished.
        this.#isRestarting = false;
        continue;
      }
      // One that could not be attached would fail again.
      const mayRestart = this.#isRestarting && (this.#wasAttached || reason.kind === 'stopped');
      if (!mayRestart || this.#stop.signal.aborted) return reason;
      this.#isRestarting = false;
      this.#counts.restart();
    }
  }

  async #runOnce(): Promise<EndReason> {
    const limits = this.#machine.limits();
    const recordedPerSecond = this.#isUnlimited ? null : limits.recordedPerSecond;
    const seconds = limits.seconds === null ? null : secondsLeft(limits.seconds, this.#sinceMs);
    const prepared = await this.#program.prepare(this.#plan, { recordedPerSecond, seconds });
    this.#prepared = prepared;
    // It may have become unlimited meanwhile.
    if (this.#isUnlimited && recordedPerSecond !== null && !prepared.recordAll()) this.#isRestarting = true;
    try {
      return await this.#supervise(prepared);
    } finally {
      this.#prepared = null;
      await prepared.release();
    }
  }

  async #supervise(prepared: PreparedProgram): Promise<EndReason> {
    const { argv, display } = prepared.command;
    const mayBegin = await Promise.race([this.#turn.begun.then(() => true), this.#stopped().then(() => false)]);
    if (!mayBegin) return { kind: 'stopped' };
    const privilege = await obtainPrivilege(this.#machine, display);
    try {
      if (this.#stop.signal.aborted || this.#isRestarting) return { kind: 'stopped' };
      this.#emit({
        type: 'command',
        argv: [...privilege.prefix, ...argv],
        display: [...privilege.shownPrefix, display].join(' '),
      });
      if (privilege.asks) this.#emit({ type: 'authorising' });
      this.#child = launch([...privilege.prefix, ...argv], privilege.environment);
      return await this.#follow(this.#child, prepared, privilege);
    } finally {
      this.#child = null;
      await privilege.askpass?.dispose();
    }
  }

  async #follow(child: LaunchedProcess, prepared: PreparedProgram, privilege: Privilege): Promise<EndReason> {
    const { decoder } = prepared;
    const deliver = (events: readonly DecodedEvent[]): void => {
      this.#deliver(events, prepared);
    };
    const output = Promise.all([this.#readStdout(child, prepared, deliver), readStderr(child, decoder, deliver)]);
    prepared.begin({
      send: line => {
        child.send(line);
      },
      deliver,
    });
    void this.#awaitLastWords(prepared);
    const exit = await Promise.race([child.exit, this.#end(child, prepared, privilege)]);
    if (exit !== null) await Promise.race([output, setTimeout(LAST_OUTPUT_MS, null, { ref: false })]);
    child.abandon();
    await output;
    deliver(decoder.end());
    const { tracerPid, isAttached, messages } = decoder;
    if (exit === null) return refusedToEnd(tracerPid ?? child.pid);
    if (this.#isRebuilt) return rebuilt(this.#plan.artifact);
    const wasCancelled = privilege.askpass?.wasCancelled === true;
    this.#sayWhetherTimeIsUp(decoder);
    const wasStopped = decoder.isTimeUp || this.#stop.signal.aborted;
    const whyAgain = isAttached || wasStopped ? null : (prepared.whyAgain?.(messages) ?? null);
    if (whyAgain !== null) {
      this.#isToBeginAgain = true;
      this.#emit({ type: 'message', text: whyAgain });
    }
    const explanation = this.#program.explain(messages);
    return endReason({ exit, wasStopped, wasCancelled, tracerPid, isAttached, messages, explanation });
  }

  /** Tells the end of a program that is asked to end, and still there when nothing more can come of it. */
  async #awaitLastWords({ saidAll, decoder }: PreparedProgram): Promise<void> {
    if (saidAll === undefined) return;
    await saidAll;
    if (!decoder.isTimeUp) await this.#stopped();
    if (this.#isRebuilt || !decoder.isAttached) return;
    this.#sayWhetherTimeIsUp(decoder);
    this.#tellEnd({ kind: 'stopped' });
  }

  #sayWhetherTimeIsUp({ isTimeUp }: TracerDecoder): void {
    if (isTimeUp && !this.#stop.signal.aborted && !this.#isEndTold) this.#emit({ type: 'message', text: TIME_IS_UP });
  }

  /** Waits for the wish to stop, lets the last hits come, ends the program; resolves when it is or should be gone. */
  async #end(child: LaunchedProcess, prepared: PreparedProgram, privilege: Privilege): Promise<null> {
    const isWished = await Promise.race([this.#stopped().then(() => true), child.exit.then(() => false)]);
    if (!isWished) return null;
    void privilege.askpass?.dispose();
    const isComplete = !prepared.decoder.isAttached || (await prepared.finish());
    if (this.#isOver || child !== this.#child) return null;
    if (!isComplete) this.#emit({ type: 'message', text: TOO_FAR_BEHIND });
    child.requestStop();
    const seconds = (this.#machine.graceSeconds ?? GRACE_SECONDS) + (prepared.detachSeconds ?? DETACH_SECONDS);
    return setTimeout(seconds * 1000, null, { ref: false });
  }

  #push(passages: readonly Passage[]): void {
    for (const passage of passages) this.#view.askNames(passage);
    this.#order.push(passages);
  }

  async #stopped(): Promise<void> {
    const { signal } = this.#stop;
    if (!signal.aborted) await once(signal, 'abort');
  }

  async #readStdout(
    child: LaunchedProcess,
    { decoder, readEveryMs, isLittle = isNoFullPipe }: PreparedProgram,
    deliver: (events: readonly DecodedEvent[]) => void,
  ): Promise<void> {
    for await (const chunk of child.stdout) {
      // Other work of this thread waits for no more than one piece.
      for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
        deliver(decoder.stdout(chunk.subarray(at, at + PIECE_BYTES)));
        await setImmediate();
      }
      // What is not read stays in the kernel, which drops and counts what it has no room for.
      while (this.#order.isBehind) await setTimeout(BEHIND_MS);
      if (readEveryMs > 0 && isLittle(chunk) && !this.#stop.signal.aborted) await this.#pause(readEveryMs);
    }
  }

  /** Ends early when the trace is to stop: what is left should come quickly then. */
  async #pause(delayMs: number): Promise<void> {
    await setTimeout(delayMs, null, { signal: this.#stop.signal }).catch(() => undefined);
  }

  #deliver(events: readonly DecodedEvent[], prepared: PreparedProgram): void {
    // The supervisor has said who it is, so it runs as root.
    if (prepared.decoder.tracerPid !== null) this.#turn.end();
    if (this.#isEndTold) return;
    const isEnding = this.#stop.signal.aborted || (this.#isRestarting && prepared.decoder.isAttached);
    for (const event of this.#counts.ofRun(events)) {
      if (event.type === 'attached') {
        if (this.#stop.signal.aborted) continue;
        if (isRebuilt(this.#plan.artifact)) {
          this.#isRebuilt = true;
          this.stop();
        } else if (this.#wasAttached) {
          this.#emit({ type: 'recording', isOn: true });
          continue;
        }
        this.#wasAttached = true;
        if (this.#isRestarting) this.#child?.requestStop();
      }
      if (this.#isRebuilt && ['attached', 'passages', 'counts'].includes(event.type)) continue;
      prepared.saw(event);
      if (event.type === 'passages') this.#push(event.passages);
      // What a tool says when it is ended is no news.
      else if (event.type !== 'message' || !isEnding) this.#emit(event);
    }
  }
}

/** Whole seconds, at least one: the root side counts no parts, and 0 is no limit there. */
function secondsLeft(seconds: number, sinceMs: number): number {
  return Math.max(1, Math.ceil(seconds - (performance.now() - sinceMs) / 1000));
}

/** What one read of a full pipe brings. */
const PIPE_BYTES = 65_536;
/** Some hundred hits. */
const PIECE_BYTES = 16_384;
/** A look whether what was read has been worked off. */
const BEHIND_MS = 10;

function isNoFullPipe(chunk: Uint8Array): boolean {
  return chunk.length < PIPE_BYTES;
}

async function readStderr(
  child: LaunchedProcess,
  decoder: TracerDecoder,
  deliver: (events: readonly DecodedEvent[]) => void,
): Promise<void> {
  for await (const chunk of child.stderr) deliver(decoder.stderr(chunk));
}

/** Whether the file is another than at the time of the plan; also when it is gone. */
function isRebuilt({ path, modifiedMs }: Artifact): boolean {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs !== modifiedMs;
}

function rebuilt({ targetName }: Artifact): EndReason {
  const message = `${targetName} was built again before the probes were in place.`;
  return { kind: 'failed', error: { message, advice: 'Start it again.' } };
}

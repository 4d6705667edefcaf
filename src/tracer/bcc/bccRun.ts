/**
 * One run of bcc's `trace`: prepares, starts, reads and ends it, and says at last why it ended.
 * The parts know how; this knows in what order, and what is let go of afterwards.
 */

import { once } from 'node:events';
import { statSync } from 'node:fs';
import { cpus } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { toHumanDetail } from '../../model/humanError.ts';
import type { Artifact } from '../../model/artifact.ts';
import type { Hit } from '../../model/hit.ts';
import type { ProbePlan } from '../../model/probePlan.ts';
import { Drain } from '../drain.ts';
import { launch, type LaunchedProcess } from '../launcher.ts';
import { HitOrder } from '../order.ts';
import { obtainPrivilege, type Privilege, type PrivilegeOptions } from '../privilege.ts';
import { GRACE_SECONDS, superviseCommand } from '../supervisor.ts';
import type { EndReason, TracerEvent } from '../tracer.ts';
import type { Turn } from '../turns.ts';
import { traceCommand } from './command.ts';
import { BccDecoder } from './decoder.ts';
import { endReason, refusedToEnd } from './endReason.ts';
import { targetPath } from './targetPath.ts';

/** Beyond the grace, the kernel still takes its time to detach the probes of a killed tracer. */
const DETACH_SECONDS = 5;

/** How long output may follow the end of its process. */
const LAST_OUTPUT_MS = 1_000;

const TOO_FAR_BEHIND = 'The tracer was too far behind: calls just before the stop are missing.';

/** What a run takes from the machine; tests give others. */
export interface BccMachine extends PrivilegeOptions {
  readonly findTool: () => string;
  readonly headerPath: string;
  /** Seconds from the first SIGTERM to SIGKILL; default GRACE_SECONDS. */
  readonly graceSeconds?: number;
}

export class BccRun {
  readonly #plan: ProbePlan;
  readonly #machine: BccMachine;
  readonly #emit: (event: TracerEvent) => void;
  /** To become root; it ends when that is done. */
  readonly #turn: Turn;
  readonly #decoder: BccDecoder;
  readonly #order: HitOrder;
  readonly #drain = new Drain();
  readonly #stop = new AbortController();
  /** bcc may have found the symbol in another build than was planned for, where its arguments lie elsewhere. */
  #isRebuilt = false;
  #isOver = false;

  constructor(plan: ProbePlan, machine: BccMachine, turn: Turn, emit: (event: TracerEvent) => void) {
    this.#plan = plan;
    this.#machine = machine;
    this.#turn = turn;
    this.#emit = emit;
    this.#decoder = new BccDecoder(plan);
    this.#order = new HitOrder(hit => {
      emit({ type: 'hit', hit });
    });
  }

  stop(): void {
    this.#stop.abort();
  }

  /** To be called once. Resolves when nothing of the run is left; `ended` has been emitted then. */
  async start(): Promise<EndReason> {
    const reason = await this.#run().catch((error: unknown): EndReason => {
      return { kind: 'failed', error: toHumanDetail(error) };
    });
    this.#turn.end();
    this.#order.flush();
    this.#isOver = true;
    this.#emit({ type: 'ended', reason });
    return reason;
  }

  async #run(): Promise<EndReason> {
    // Events come after `start` has returned to its caller.
    await Promise.resolve();
    const { findTool, headerPath } = this.#machine;
    const toolPath = findTool();
    const target = await targetPath(this.#plan.artifact.path);
    try {
      const machine = { toolPath, headerPath, processors: cpus().length };
      return await this.#supervise(traceCommand({ ...machine, plan: this.#plan, targetPath: target.path }));
    } finally {
      await target.close();
    }
  }

  async #supervise(command: readonly string[]): Promise<EndReason> {
    const { argv, display } = superviseCommand(command, this.#machine.graceSeconds);
    const mayBegin = await Promise.race([this.#turn.begun.then(() => true), this.#stopped().then(() => false)]);
    if (!mayBegin) return { kind: 'stopped' };
    const privilege = await obtainPrivilege(this.#machine, display);
    try {
      if (this.#stop.signal.aborted) return { kind: 'stopped' };
      this.#emit({
        type: 'command',
        argv: [...privilege.prefix, ...argv],
        display: [...privilege.shownPrefix, display].join(' '),
      });
      if (privilege.asks) this.#emit({ type: 'authorising' });
      return await this.#follow(launch([...privilege.prefix, ...argv], privilege.environment), privilege);
    } finally {
      await privilege.askpass?.dispose();
    }
  }

  async #follow(child: LaunchedProcess, privilege: Privilege): Promise<EndReason> {
    const output = Promise.all([
      this.#read(child.stdout, chunk => this.#decoder.stdout(chunk)),
      this.#read(child.stderr, chunk => this.#decoder.stderr(chunk)),
    ]);
    const exit = await Promise.race([child.exit, this.#end(child, privilege)]);
    if (exit !== null) await Promise.race([output, setTimeout(LAST_OUTPUT_MS, null, { ref: false })]);
    child.abandon();
    await output;
    this.#deliver(this.#decoder.end());
    const { tracerPid, isAttached, messages } = this.#decoder;
    if (exit === null) return refusedToEnd(tracerPid ?? child.pid);
    if (this.#isRebuilt) return rebuilt(this.#plan.artifact);
    const wasCancelled = privilege.askpass?.wasCancelled === true;
    return endReason({ exit, wasStopped: this.#stop.signal.aborted, wasCancelled, tracerPid, isAttached, messages });
  }

  /** Waits for the wish to stop, lets the last hits come, ends the tracer; resolves when it should long be gone. */
  async #end(child: LaunchedProcess, privilege: Privilege): Promise<null> {
    await this.#stopped();
    void privilege.askpass?.dispose();
    const isComplete = !this.#decoder.isAttached || (await this.#drain.finish());
    if (this.#isOver) return null;
    if (!isComplete) this.#emit({ type: 'message', text: TOO_FAR_BEHIND });
    child.requestStop();
    const seconds = (this.#machine.graceSeconds ?? GRACE_SECONDS) + DETACH_SECONDS;
    return setTimeout(seconds * 1000, null, { ref: false });
  }

  async #stopped(): Promise<void> {
    const { signal } = this.#stop;
    if (!signal.aborted) await once(signal, 'abort');
  }

  async #read(stream: AsyncIterable<Uint8Array>, decode: (chunk: Uint8Array) => TracerEvent[]): Promise<void> {
    for await (const chunk of stream) this.#deliver(decode(chunk));
  }

  #deliver(events: readonly TracerEvent[]): void {
    // The supervisor has said who it is, so it runs as root.
    if (this.#decoder.tracerPid !== null) this.#turn.end();
    for (const event of events) {
      if (event.type === 'attached' && isRebuilt(this.#plan.artifact)) {
        this.#isRebuilt = true;
        this.stop();
      }
      if (this.#isRebuilt && (event.type === 'attached' || event.type === 'hit')) continue;
      if (event.type === 'hit') this.#take(event.hit);
      // What a tool says when it is ended is no news.
      else if (event.type !== 'message' || !this.#stop.signal.aborted) this.#emit(event);
    }
  }

  #take(hit: Hit): void {
    this.#drain.sawHit(hit.timeNs);
    this.#order.push(hit);
  }
}

/** Whether the file is another than at the time of the plan; also when it is gone. */
function isRebuilt({ path, modifiedMs }: Artifact): boolean {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs !== modifiedMs;
}

function rebuilt({ targetName }: Artifact): EndReason {
  const message = `${targetName} was built again before the probes were in place.`;
  return { kind: 'failed', error: { message, advice: 'Trace it again.' } };
}

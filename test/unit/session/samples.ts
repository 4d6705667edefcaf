/** Made-up functions, plans and hits for tests of what is done with them. */

import type { CapturedArgument, Hit, ShownValue } from '../../../src/model/hit.ts';
import type { InlinedSite, InstanceKind } from '../../../src/model/functionInstance.ts';
import type { ExitPoint, ProbePlace, ProbePlan } from '../../../src/model/probePlan.ts';
import type { RustFunction } from '../../../src/model/rustFunction.ts';
import type { CallOutcome } from '../../../src/session/callOutcome.ts';
import type { LiveEvent } from '../../../src/session/liveEvent.ts';
import { TraceSession } from '../../../src/session/traceSession.ts';
import { WallClock } from '../../../src/session/wallClock.ts';
import { OWN_CODE } from '../../support/ownCode.ts';

export function functionAt(path: string, line0: number, more: Partial<RustFunction> = {}): RustFunction {
  const name = path.split('::').at(-1) ?? path;
  return {
    file: '/home/ada/src/main.rs',
    name,
    path,
    kind: 'free',
    isAsync: false,
    isGeneric: false,
    isTest: false,
    cfg: null,
    isMain: false,
    nameRange: { start: { line0, character0: 3 }, end: { line0, character0: 3 + name.length } },
    itemRange: { start: { line0, character0: 0 }, end: { line0: line0 + 2, character0: 1 } },
    signatureLine0: line0,
    ...more,
  };
}

export interface SampleInstance {
  readonly demangled: string;
  readonly kind?: InstanceKind;
  readonly inlined?: InlinedSite;
  readonly symbolOffset?: number;
  readonly sharedWith?: readonly string[];
}

export function planOf(functionName: string, instances: readonly SampleInstance[], unprobed = 0): ProbePlan {
  return {
    functionName,
    artifact: {
      packageName: 'demo',
      targetName: 'demo',
      kind: 'bin',
      profile: 'dev',
      triple: null,
      path: '/home/ada/target/debug/demo',
      modifiedMs: 0,
      inode: '1:1',
      newerSource: null,
    },
    probes: instances.map(({ kind = 'body', ...more }, id) => ({
      id,
      instance: { ...OWN_CODE, symbol: `_ZN${id}E`, kind, fileOffset: 4096 + 16 * id, size: 16, ...more },
      place: placeAt(4096 + 16 * id),
      reads: [],
      condition: null,
      stackPointer: null,
      captures: [],
    })),
    exits: [],
    process: null,
    unprobed: unprobed === 0 ? [] : [{ instances: unprobed, reason: 'a trace takes 48 probes' }],
  };
}

function placeAt(fileOffset: number): ProbePlace {
  return { symbol: '_ZN0E', symbolOffset: 0, fileOffset, virtualAddress: fileOffset };
}

/** The same plan with a `ret` and a tail call of each probe, and the place where a panic is caught. */
export function withExits(plan: ProbePlan): ProbePlan {
  const { length } = plan.probes;
  const exit = (id: number, kind: ExitPoint['kind'], entry: number | null): ExitPoint => {
    return { id, kind, entry, place: placeAt(8192 + id), reads: [], condition: null, stackPointer: null, result: null };
  };
  return {
    ...plan,
    exits: [
      ...plan.probes.map(({ id }) => exit(length + id, 'return', id)),
      ...plan.probes.map(({ id }) => exit(2 * length + id, 'tailCall', id)),
      exit(3 * length, 'caught', null),
    ],
  };
}

/** The exit of a kind that ends calls of a probe. */
export function exitPointOf({ exits }: ProbePlan, kind: ExitPoint['kind'], entry: number | null = 0): number {
  const point = exits.find(each => each.kind === kind && each.entry === (kind === 'caught' ? null : entry));
  if (point === undefined) throw new Error(`the plan has no ${kind}`);
  return point.id;
}

/** How the call of a hit ended; by default it returned 55 after 3.1 µs. */
export function outcomeOf(hit: Hit, more: Partial<CallOutcome> = {}): LiveEvent {
  const durationNs = 3100n;
  const timeNs = hit.timeNs + durationNs;
  return { type: 'outcome', outcome: { hit, kind: 'returned', timeNs, durationNs, result: value('55'), ...more } };
}

/** The same plan for a later build of the program. */
export function builtAgain(plan: ProbePlan, build: number): ProbePlan {
  return { ...plan, artifact: { ...plan.artifact, modifiedMs: build, inode: `1:${build + 1}` } };
}

/** Where samples are inlined. */
export const IN_MAIN: InlinedSite = {
  caller: 'demo::main',
  callFile: '/home/ada/src/main.rs',
  callLine1: 42,
  isContiguous: true,
};

/** Paths below the home folder are shown without it. */
export function short(path: string): string {
  return path.replace('/home/ada/', '');
}

export function value(text: string): ShownValue {
  return { kind: 'value', text };
}

export function hitOf(args: Readonly<Record<string, ShownValue>>, more: Partial<Hit> = {}): Hit {
  const list: CapturedArgument[] = Object.entries(args).map(([name, shown]) => ({ name, value: shown }));
  return { probe: 0, timeNs: 0n, pid: 12345, tid: 12346, comm: 'worker-1', args: list, stackPointer: null, ...more };
}

/** A wall clock on which monotonic zero is `wallMs`. */
export function wallClockAt(wallMs: number): WallClock {
  let readings = 0n;
  // Each reading is a microsecond later; the time of day ticks over with the thousandth.
  const monotonicNs = (): bigint => readings++ * 1000n;
  return new WallClock({ monotonicNs, wallMs: () => wallMs + Number((readings * 1000n) / 1_000_000n) });
}

export function sessionOf(plan: ProbePlan, nowMs: () => number = () => 0): TraceSession {
  return new TraceSession(functionAt('add', 10), plan, { wall: wallClockAt(0), nowMs });
}

/** A session that is attached and has had these hits. */
export function attachedSession(plan: ProbePlan, hits: readonly Hit[] = []): TraceSession {
  const session = sessionOf(plan);
  session.handle({ type: 'command', argv: ['trace'], display: 'trace p:demo:add' });
  session.handle({ type: 'attached', probes: plan.probes.length });
  for (const hit of hits) session.handle({ type: 'hit', hit });
  return session;
}

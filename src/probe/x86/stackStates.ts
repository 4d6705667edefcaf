/**
 * Where the stack pointer points at each instruction of a function, followed along all of its ways. Compilers keep one
 * depth for each instruction (unwinding rests on it), so the first way that leads to an instruction says it; a second
 * that contradicts makes it unknown.
 *
 * Landing pads and jump tables are entered in ways that the code does not show. The unwinder sets the stack pointer to
 * what it was at the call, a jump through a table leaves it: where it is the same at all calls and table jumps, it is
 * that at the beginning of all code that no visible way leads to.
 */

import { effectOf, mayWrite, RBP, RSP, type Effect } from './effect.ts';
import { kindOfJump } from './jumpTable.ts';
import { targetOf, type Listed } from './listing.ts';

/** Slots that rsp and rbp point at, counted from where rsp pointed at entry; null where that is not known. */
export interface StackState {
  readonly rsp: number | null;
  readonly rbp: number | null;
}

interface Part {
  readonly virtualAddress: number;
  readonly listed: readonly Listed[];
}

/** By virtual address of each instruction that is reached. The first instruction of the first part is the entry. */
export function stackStates(parts: readonly Part[]): ReadonlyMap<number, StackState> {
  const walk = new Walk(parts);
  const entry = parts[0]?.virtualAddress;
  if (entry === undefined) return walk.states;
  walk.follow(entry, { rsp: 0, rbp: null });
  const hidden = walk.stateOfHiddenEntries();
  if (hidden === null) return walk.states;
  for (const { virtualAddress, listed } of parts) {
    for (const { offset } of listed) {
      if (!walk.states.has(virtualAddress + offset)) walk.follow(virtualAddress + offset, hidden);
    }
  }
  return walk.states;
}

class Walk {
  readonly states = new Map<number, StackState>();
  readonly #byAddress = new Map<number, Listed>();
  readonly #tableJumps = new Set<number>();

  constructor(parts: readonly Part[]) {
    for (const { virtualAddress, listed } of parts) {
      listed.forEach((item, index) => {
        this.#byAddress.set(virtualAddress + item.offset, item);
        if (item.flow.kind === 'indirectJump' && kindOfJump(listed, index) === 'table') {
          this.#tableJumps.add(virtualAddress + item.offset);
        }
      });
    }
  }

  follow(start: number, state: StackState): void {
    const open: [number, StackState][] = [[start, state]];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const [address, incoming] = next;
      const item = this.#byAddress.get(address);
      const known = this.states.get(address);
      const merged = known === undefined ? incoming : merge(known, incoming);
      if (item === undefined || (known !== undefined && isEqual(known, merged))) continue;
      this.states.set(address, merged);
      const behind = address + item.instruction.length;
      const target = targetOf(item);
      if (target !== null) open.push([address - item.offset + target, merged]);
      if (['next', 'branch', 'call'].includes(item.flow.kind)) open.push([behind, stateBehind(item, merged)]);
    }
  }

  /** The one state of all calls and computed jumps; null where there are several or none. */
  stateOfHiddenEntries(): StackState | null {
    let only: StackState | null = null;
    for (const [address, state] of this.states) {
      const item = this.#byAddress.get(address);
      const isTable = item?.flow.kind === 'indirectJump' && (state.rsp !== 0 || this.#tableJumps.has(address));
      if (item?.flow.kind !== 'call' && !isTable) continue;
      if (state.rsp === null || (only !== null && only.rsp !== state.rsp)) return null;
      only = only === null || only.rbp === state.rbp ? state : { ...state, rbp: null };
    }
    return only;
  }
}

/** Two ways that differ leave nothing known. */
function merge(known: StackState, incoming: StackState): StackState {
  const rsp = known.rsp === incoming.rsp ? known.rsp : null;
  const rbp = known.rbp === incoming.rbp ? known.rbp : null;
  return { rsp, rbp };
}

function isEqual(one: StackState, other: StackState): boolean {
  return one.rsp === other.rsp && one.rbp === other.rbp;
}

function stateBehind({ instruction, flow }: Listed, state: StackState): StackState {
  if (flow.kind !== 'next') return state;
  const effect = effectOf(instruction);
  if (effect !== null) return execute(effect, state);
  return {
    rsp: mayWrite(instruction, RSP) ? null : state.rsp,
    rbp: mayWrite(instruction, RBP) ? null : state.rbp,
  };
}

function execute(effect: Effect, state: StackState): StackState {
  const plus = (slot: number | null, by: number): number | null => (slot === null ? null : slot + by);
  switch (effect.kind) {
    case 'push':
      return { ...state, rsp: plus(state.rsp, -8) };
    case 'pop':
      return withRegister({ ...state, rsp: plus(state.rsp, 8) }, effect.register, null);
    case 'leave':
      return { rsp: plus(state.rbp, 8), rbp: null };
    case 'adjust':
      return withRegister(state, effect.register, plus(slotIn(state, effect.register), effect.by));
    case 'address': {
      const { from, to } = effect;
      const base = from.kind === 'memory' && from.base !== null ? slotIn(state, from.base) : null;
      const slot = plus(base, from.kind === 'memory' ? from.displacement : 0);
      return to.kind === 'register' ? withRegister(state, to.number, slot) : state;
    }
    case 'move': {
      const { from, to, bytes } = effect;
      const slot = from.kind === 'register' && bytes === 8 ? slotIn(state, from.number) : null;
      return to.kind === 'register' ? withRegister(state, to.number, slot) : state;
    }
    case 'overwrite':
      return effect.to.kind === 'register' ? withRegister(state, effect.to.number, null) : state;
    case 'nothing':
      return state;
  }
}

function slotIn(state: StackState, register: number): number | null {
  return register === RSP ? state.rsp : register === RBP ? state.rbp : null;
}

function withRegister(state: StackState, register: number, slot: number | null): StackState {
  if (register === RSP) return { ...state, rsp: slot };
  return register === RBP ? { ...state, rbp: slot } : state;
}

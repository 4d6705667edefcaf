/**
 * Whether a function uses the pointer that an argument register brings: it reads memory through it, or keeps it in
 * another place. What a function does not use its callers need not have written: the optimiser leaves those stores out.
 */

import { effectOf, type Effect } from './effect.ts';
import { targetOf, type Listed } from './listing.ts';

/** `register` as instructions number it. Follows all ways from the entry on which it still holds the pointer. */
export function usesPointer(listed: readonly Listed[], register: number): boolean {
  const indexes = new Map(listed.map(({ offset }, index) => [offset, index]));
  const seen = new Set<number>();
  const open = [0];
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    const item = listed[index];
    if (item === undefined || seen.has(index)) continue;
    seen.add(index);
    const effect = effectOf(item.instruction);
    if (isUse(item, effect, register)) return true;
    if (effect !== null && isReplaced(effect, register)) continue;
    const target = indexes.get(targetOf(item) ?? -1);
    if (target !== undefined) open.push(target);
    // A call may leave anything in the registers that bring arguments.
    if (item.flow.kind === 'next' || item.flow.kind === 'branch') open.push(index + 1);
  }
  return false;
}

function isUse({ instruction }: Listed, effect: Effect | null, register: number): boolean {
  if (effect?.kind === 'push') return false;
  const isKept =
    effect?.kind === 'move' && effect.from.kind === 'register' && effect.from.number === register && effect.bytes === 8;
  if (isKept) return true;
  const isAddress = instruction.modRm?.addressRegisters.includes(register) === true;
  return isAddress && !isStore(effect);
}

/** What is only written through the pointer need not have been there. An unknown effect may be a store. */
function isStore(effect: Effect | null): boolean {
  if (effect === null) return true;
  return (effect.kind === 'move' || effect.kind === 'overwrite') && effect.to.kind === 'memory';
}

function isReplaced(effect: Effect, register: number): boolean {
  switch (effect.kind) {
    case 'move':
    case 'address':
    case 'overwrite':
      return effect.to.kind !== 'memory' && effect.to.number === register;
    case 'adjust':
    case 'pop':
      return effect.register === register;
    case 'push':
    case 'leave':
    case 'nothing':
      return false;
  }
}

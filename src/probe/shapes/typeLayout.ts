/** Finding one's way through the members of a type, as DWARF lays them out. */

import type { DwarfMember, DwarfType } from '../../binary/dwarfType.ts';
import { sizeOf } from '../../binary/typeSize.ts';
import { UnknownLayout } from './unreadable.ts';

/** Bytes of a pointer: programs are x86-64. */
export const POINTER_BYTES = 8;

/** Wrappers around wrappers that are looked into; damaged debug information may nest them without end. */
const DEEPEST = 16;

/** A part of a value: its type, and where it begins, bytes from the beginning of the value. */
export interface Located {
  readonly type: DwarfType;
  readonly offset: number;
}

/** Follows the names, one member into the next. Throws `UnknownLayout`. */
export function fieldOf(located: Located, ...names: readonly string[]): Located {
  return names.reduce((outer, name) => {
    const member = membersOf(outer.type).find(known => known.name === name);
    if (member === undefined) throw new UnknownLayout();
    return { type: member.type, offset: outer.offset + member.offset };
  }, located);
}

/** Whether the type has members of all these names. */
export function hasMembers(type: DwarfType, ...names: readonly string[]): boolean {
  const known = new Set(membersOf(type).map(({ name }) => name));
  return names.every(name => known.has(name));
}

/** What is inside of wrappers: as long as it has one member that takes room, that member. */
export function peeled(located: Located): Located {
  let inner = located;
  for (let depth = 0; depth < DEEPEST; depth++) {
    const members = membersOf(inner.type).filter(({ type }) => sizeOf(type) !== 0);
    const [only, ...more] = members;
    if (only === undefined || more.length > 0) return inner;
    inner = { type: only.type, offset: inner.offset + only.offset };
  }
  throw new UnknownLayout();
}

/** The number that a field is made of, wrapped or not. Throws `UnknownLayout`. */
export function numberIn(located: Located, bytes: number): Located {
  const inner = peeled(located);
  if (inner.type.kind !== 'base' || inner.type.byteSize !== bytes) throw new UnknownLayout();
  return inner;
}

function membersOf(type: DwarfType): readonly DwarfMember[] {
  return type.kind === 'struct' ? type.members : [];
}

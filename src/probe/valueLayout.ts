/**
 * DWARF types whose values we can show, and which bytes of an argument's slot they are made of.
 * Layouts come from DWARF (`&str` is a struct with a pointer and a length at offsets it names), not from what rustc is believed to do.
 */

import type { DwarfType } from '../binary/dwarfType.ts';
import type { ValueType } from '../model/capture.ts';

export interface Layout {
  readonly type: ValueType;
  /** Pieces that each arrive in a register of their own: least significant first, for a text pointer then length. */
  readonly parts: readonly { readonly offset: number; readonly bytes: number }[];
}

/** The layout, or why values of the type are not shown. */
export function layoutOf(type: DwarfType): Layout | { readonly reason: string } {
  if (type.kind === 'base') {
    return baseLayout(type.encoding, type.byteSize) ?? { reason: whyNoBase(type.encoding, type.name) };
  }
  return (type.kind === 'struct' ? textLayout(type) : null) ?? { reason: notYet(type.name) };
}

function notYet(typeName: string): string {
  return `values of type ${typeName} are not read yet`;
}

function whyNoBase(encoding: string, typeName: string): string {
  return encoding === 'float' ? 'floats arrive in XMM registers, which a uprobe cannot read' : notYet(typeName);
}

function baseLayout(encoding: string, byteSize: number): Layout | null {
  const bits = byteSize * 8;
  if (encoding === 'bool' && byteSize === 1) return { type: { kind: 'bool' }, parts: [{ offset: 0, bytes: 1 }] };
  if (encoding === 'char' && byteSize === 4) return { type: { kind: 'char' }, parts: [{ offset: 0, bytes: 4 }] };
  if (encoding !== 'signed' && encoding !== 'unsigned') return null;
  if (bits === 128) {
    const parts = [
      { offset: 0, bytes: 8 },
      { offset: 8, bytes: 8 },
    ];
    return { type: { kind: encoding, bits }, parts };
  }
  if (bits !== 8 && bits !== 16 && bits !== 32 && bits !== 64) return null;
  return { type: { kind: encoding, bits }, parts: [{ offset: 0, bytes: byteSize }] };
}

function textLayout(type: Extract<DwarfType, { kind: 'struct' }>): Layout | null {
  if (type.name !== '&str' && type.name !== '&mut str') return null;
  const pointer = type.members.find(member => member.name === 'data_ptr');
  const length = type.members.find(member => member.name === 'length');
  if (pointer === undefined || length === undefined) return null;
  const parts = [pointer, length].map(member => ({ offset: member.offset, bytes: 8 }));
  return { type: { kind: 'str' }, parts };
}

/** Types from what readelf prints of the debug information, in the words of binary/dwarfType.ts. */

import type { BaseEncoding, DwarfMember, DwarfType, DwarfVariant } from '../../../src/binary/dwarfType.ts';
import type { PrintedDie, PrintedInfo } from '../../unit/binary/readelfInfo.ts';

/** The type that an attribute refers to; null where there is no such attribute. */
export function printedType(info: PrintedInfo, owner: PrintedDie, attribute = 'type'): DwarfType | null {
  const die = info.referred(owner, attribute);
  return die === null ? null : typeOf(info, die);
}

function typeOf(info: PrintedInfo, die: PrintedDie): DwarfType {
  const name = die.attributes.get('name') ?? '_';
  const byteSize = numberOf(die, 'byte_size');
  switch (die.tag) {
    case 'base_type':
      return { kind: 'base', name, encoding: encodingOf(die), byteSize: byteSize ?? 0 };
    case 'pointer_type': {
      const target = info.referred(die, 'type');
      if (target?.tag === 'subroutine_type') return { kind: 'functionPointer', name };
      return { kind: 'pointer', name, target: null };
    }
    case 'array_type': {
      const range = die.children.find(({ tag }) => tag === 'subrange_type');
      const upper = range === undefined ? null : numberOf(range, 'upper_bound');
      const count = range === undefined ? null : (numberOf(range, 'count') ?? (upper === null ? null : upper + 1));
      return { kind: 'array', name, element: member(info, die).type, count };
    }
    case 'enumeration_type':
    case 'structure_type':
    case 'union_type':
      return compositeOf(info, die, name, byteSize);
    default:
      return { kind: 'other', name, byteSize };
  }
}

function compositeOf(info: PrintedInfo, die: PrintedDie, name: string, byteSize: number | null): DwarfType {
  const path = pathOf(die);
  const named = { name, path, byteSize, alignment: numberOf(die, 'alignment'), typeArguments: [] };
  const members = die.children.filter(({ tag }) => tag === 'member').map(child => member(info, child));
  if (die.tag === 'union_type') return { kind: 'union', ...named, members };
  if (die.tag === 'enumeration_type') {
    const type = info.referred(die, 'type');
    const discriminant: DwarfMember = {
      name: '_',
      offset: 0,
      type: type === null ? { kind: 'base', name, encoding: 'unsigned', byteSize: byteSize ?? 0 } : typeOf(info, type),
    };
    return { kind: 'enum', ...named, discriminant, variants: [], members: [] };
  }
  const part = die.children.find(({ tag }) => tag === 'variant_part');
  if (part === undefined) return { kind: 'struct', ...named, members };
  const numbered = info.referred(part, 'discr');
  const variants = part.children
    .filter(({ tag }) => tag === 'variant')
    .flatMap(({ children }) => children.map(child => ({ name: '_', values: null, type: member(info, child).type })));
  return {
    kind: 'enum',
    ...named,
    discriminant: numbered === null ? null : member(info, numbered),
    variants: variants satisfies DwarfVariant[],
    members,
  };
}

function member(info: PrintedInfo, die: PrintedDie): DwarfMember {
  const type = printedType(info, die) ?? { kind: 'other' as const, name: '_', byteSize: null };
  return { name: die.attributes.get('name') ?? '_', offset: numberOf(die, 'data_member_location') ?? 0, type };
}

function pathOf(die: PrintedDie): string[] {
  const path: string[] = [];
  for (let around = die.parent; around !== null && around.tag !== 'compile_unit'; around = around.parent) {
    path.unshift(around.attributes.get('name') ?? '_');
  }
  return path;
}

function encodingOf(die: PrintedDie): BaseEncoding {
  const text = die.attributes.get('encoding') ?? '';
  if (text.includes('float')) return 'float';
  if (text.includes('boolean')) return 'bool';
  if (/UTF|unicode/i.test(text)) return 'char';
  return text.includes('unsigned') ? 'unsigned' : 'signed';
}

/** A number as readelf writes it, `0x12` or `18`. */
function numberOf(die: PrintedDie, attribute: string): number | null {
  const text = die.attributes.get(attribute);
  return text === undefined ? null : Number(/^\w+/.exec(text)?.[0]);
}

/** Names of types, as DWARF writes them and as `{:?}` does. */

import type { DwarfType } from '../../binary/dwarfType.ts';

/** What a wide pointer points at, by its name: everything of one kind is a text, or a slice. */
const UNSIZED = /^(?:&mut |&|\*const |\*mut |(?:\w+::)*(?:Box|Rc|Arc)<)(?:(str)(?=[,>]|$)|(\[))/;
const DEFAULT_ALLOCATOR = ', alloc::alloc::Global';

/** Without type arguments: `Pair` of `Pair<u8>`. */
export function bareName(name: string): string {
  const bracket = name.indexOf('<');
  return bracket > 0 ? name.slice(0, bracket) : name;
}

/** As `core::any::type_name` writes it, which leaves out the allocator that everybody has. */
export function typeName(name: string): string {
  return name.replaceAll(DEFAULT_ALLOCATOR, '');
}

/** Namespaces and name of a type without its arguments: `alloc::vec::Vec`. Empty for what has no name of its own. */
export function pathOf(type: DwarfType): string {
  if (type.kind !== 'struct' && type.kind !== 'enum' && type.kind !== 'union') return '';
  return [...type.path, bareName(type.name)].join('::');
}

/** Of the name of a pointer with a length. Null when it is neither. */
export function unsizedKind(pointerName: string): 'str' | 'slice' | null {
  const match = UNSIZED.exec(pointerName);
  if (match === null) return null;
  return match[1] === undefined ? 'slice' : 'str';
}

export function isRawPointer(name: string): boolean {
  return name.startsWith('*');
}

/** A reference or a `Box`: it owns or borrows what it points at, so that is there. */
export function isReference(name: string): boolean {
  return name.startsWith('&') || name.startsWith('alloc::boxed::Box<');
}

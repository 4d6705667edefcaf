/**
 * What of a value can be chosen to be read: the tree that a picker shows. The names are those of `CaptureOptions`;
 * shapes/structures.ts leaves out by them.
 */

import type { DwarfMember, DwarfType, EnumType } from '../binary/dwarfType.ts';
import { hasStandardShape } from './shapes/standard.ts';
import { fieldName, hasPositions } from './shapes/structures.ts';
import { hasMembers } from './shapes/typeLayout.ts';
import { isReference, pathOf } from './shapes/typeNames.ts';

export interface FieldNode {
  /** A field's, or an argument's. */
  readonly name: string;
  readonly typeName: string;
  /** Empty for what is read as a whole, and where the tree ends. */
  readonly children: readonly FieldNode[];
}

/** Below the value itself. */
const LEVELS = 3;
/** Fields of one structure that a person may want to look through. */
const MOST_CHILDREN = 100;
/** Pointers and lists around one structure. */
const MOST_WRAPPERS = 16;

/** Types of std whose fields are those of their first type argument, by their paths. */
const HOLDERS: ReadonlySet<string> = new Set([
  'alloc::borrow::Cow',
  'alloc::collections::binary_heap::BinaryHeap',
  'alloc::collections::vec_deque::VecDeque',
  'alloc::rc::Rc',
  'alloc::sync::Arc',
  'alloc::vec::Vec',
  'core::cell::Cell',
  'core::cell::Ref',
  'core::cell::RefCell',
  'core::cell::RefMut',
  'core::cell::once::OnceCell',
  'core::pin::Pin',
  'std::sync::mutex::Mutex',
  'std::sync::mutex::MutexGuard',
  'std::sync::poison::mutex::Mutex',
  'std::sync::poison::mutex::MutexGuard',
  'std::sync::poison::rwlock::RwLock',
  'std::sync::poison::rwlock::RwLockReadGuard',
  'std::sync::poison::rwlock::RwLockWriteGuard',
  'std::sync::rwlock::RwLock',
  'std::sync::rwlock::RwLockReadGuard',
  'std::sync::rwlock::RwLockWriteGuard',
]);

/** Reads types lazily: may throw `MalformedError`. */
export function fieldTree(name: string, type: DwarfType, levels = LEVELS): FieldNode {
  const members = levels === 0 ? [] : fieldsOf(type, MOST_WRAPPERS).slice(0, MOST_CHILDREN);
  const children = members.map(member => fieldTree(fieldName(member), member.type, levels - 1));
  return { name, typeName: type.name, children };
}

/** Of the structure that the type is, or leads to. */
function fieldsOf(type: DwarfType, wrappers: number): readonly DwarfMember[] {
  if (wrappers === 0) return [];
  const inner = heldBy(type);
  if (inner !== null) return fieldsOf(inner, wrappers - 1);
  if (hasStandardShape(type)) return [];
  if (type.kind === 'struct') return type.members;
  return type.kind === 'enum' ? variantFields(type, wrappers) : [];
}

/** Null for a type that has fields of its own, or none at all. */
function heldBy(type: DwarfType): DwarfType | null {
  switch (type.kind) {
    case 'pointer':
      return isReference(type.name) ? type.target : null;
    case 'array':
      return type.element;
    case 'struct':
    case 'enum':
      if (HOLDERS.has(pathOf(type))) return type.typeArguments[0]?.type ?? null;
      return type.kind === 'struct' ? sliceElement(type) : null;
    case 'base':
    case 'functionPointer':
    case 'union':
    case 'other':
      return null;
  }
}

function sliceElement(type: Extract<DwarfType, { kind: 'struct' }>): DwarfType | null {
  if (type.path.length > 0 || !hasMembers(type, 'data_ptr', 'length')) return null;
  const pointer = type.members.find(({ name }) => name === 'data_ptr')?.type;
  return pointer?.kind === 'pointer' ? pointer.target : null;
}

/** Of all variants together, each name once; what alone is in a variant is not counted as a field. */
function variantFields({ variants }: EnumType, wrappers: number): readonly DwarfMember[] {
  const fields = new Map<string, DwarfMember>();
  for (const { type } of variants) {
    if (type?.kind !== 'struct') continue;
    const [first, ...more] = type.members;
    const isContent = first !== undefined && more.length === 0 && hasPositions(type.members);
    for (const member of isContent ? fieldsOf(first.type, wrappers - 1) : type.members) {
      if (!fields.has(member.name)) fields.set(member.name, member);
    }
  }
  return [...fields.values()];
}

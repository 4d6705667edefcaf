/**
 * The types of the standard library by their paths: those whose `{:?}` is not their structure, and those whose is. Where the members are lies with
 * DWARF; which ones they are differs little between versions of std, and when they are others, the value is not read.
 */

import type { DwarfType } from '../../binary/dwarfType.ts';
import type { Shape } from '../../model/shape.ts';
import { atomic, cell, mutex, onceCell, refCell, rwLock } from './cells.ts';
import { borrowed, lockGuard, readGuard } from './guards.ts';
import { binaryHeap, deque, hashTable, linkedList, treeMap, treeSet } from './collections.ts';
import { counted } from './counted.ts';
import { ipv4Address, socketAddressV4 } from './network.ts';
import { range, rangeInclusive } from './ranges.ts';
import type { ShapeBuilder, Value } from './shapeBuilder.ts';
import { duration, pointInTime } from './times.ts';
import { pathOf, typeName } from './typeNames.ts';
import { UnknownLayout, Unreadable } from './unreadable.ts';
import { cString, osText, string, vector } from './vectors.ts';
import { content, contentOfVariants, number } from './wrappers.ts';

/** Throws `Unreadable`, and `UnknownLayout` where the members are not as known. */
type StandardShape = (value: Value, builder: ShapeBuilder) => Shape;

/** A type that always shows itself in the same way. */
function fixed(textOf: (name: string) => string): StandardShape {
  return ({ type }) => ({ kind: 'fixed', text: textOf(typeName(type.name)) });
}

function notShown(reason: string): StandardShape {
  return () => {
    throw new Unreadable(reason);
  };
}

const weak = fixed(() => '(Weak)');

/** Which number of its state means what differs between versions of std. */
const NOT_KNOWN_IF_SET = 'whether it is set is not known';

const STANDARD: ReadonlyMap<string, StandardShape> = new Map<string, StandardShape>([
  ['alloc::string::String', string],
  ['alloc::vec::Vec', vector],
  ['std::ffi::os_str::OsString', osText],
  ['std::path::PathBuf', osText],
  ['alloc::ffi::c_str::CString', cString],
  ['alloc::boxed::Box', notShown('a Box with an allocator of its own')],
  ['alloc::rc::Rc', counted],
  ['alloc::sync::Arc', counted],
  ['alloc::rc::Weak', weak],
  ['alloc::sync::Weak', weak],
  ['alloc::borrow::Cow', contentOfVariants],
  ['core::pin::Pin', content],
  ['core::ptr::non_null::NonNull', content],
  ['core::ptr::unique::Unique', content],
  ['core::marker::PhantomData', fixed(name => name)],
  ['core::num::nonzero::NonZero', number],
  ['core::num::wrapping::Wrapping', content],
  ['core::num::saturating::Saturating', content],
  ['core::cell::Cell', cell],
  ['core::cell::UnsafeCell', fixed(() => 'UnsafeCell { .. }')],
  ['core::cell::RefCell', refCell],
  ['core::cell::once::OnceCell', onceCell],
  ['core::cell::Ref', borrowed],
  ['core::cell::RefMut', borrowed],
  ['core::cell::lazy::LazyCell', notShown(NOT_KNOWN_IF_SET)],
  ['std::sync::lazy_lock::LazyLock', notShown(NOT_KNOWN_IF_SET)],
  ['std::sync::once_lock::OnceLock', notShown(NOT_KNOWN_IF_SET)],
  ['std::sync::mutex::Mutex', mutex],
  ['std::sync::poison::mutex::Mutex', mutex],
  ['std::sync::mutex::MutexGuard', lockGuard],
  ['std::sync::poison::mutex::MutexGuard', lockGuard],
  ['std::sync::rwlock::RwLockReadGuard', readGuard],
  ['std::sync::poison::rwlock::RwLockReadGuard', readGuard],
  ['std::sync::rwlock::RwLockWriteGuard', lockGuard],
  ['std::sync::poison::rwlock::RwLockWriteGuard', lockGuard],
  ['std::sync::rwlock::RwLock', rwLock],
  ['std::sync::poison::rwlock::RwLock', rwLock],
  ['alloc::collections::vec_deque::VecDeque', deque],
  ['alloc::collections::binary_heap::BinaryHeap', binaryHeap],
  ['alloc::collections::linked_list::LinkedList', linkedList],
  ['alloc::collections::btree::map::BTreeMap', treeMap],
  ['alloc::collections::btree::set::BTreeSet', treeSet],
  ['std::collections::hash::map::HashMap', hashTable],
  ['std::collections::hash::set::HashSet', hashTable],
  ['hashbrown::map::HashMap', hashTable],
  ['hashbrown::set::HashSet', hashTable],
  ['core::time::Duration', duration],
  ['std::time::Instant', pointInTime],
  ['std::time::SystemTime', pointInTime],
  ['core::ops::range::Range', range('', '..')],
  ['core::ops::range::RangeFrom', range('', '..')],
  ['core::ops::range::RangeTo', range('..', '')],
  ['core::ops::range::RangeToInclusive', range('..=', '')],
  ['core::ops::range::RangeFull', fixed(() => '..')],
  ['core::ops::range::RangeInclusive', rangeInclusive],
  ['core::net::ip_addr::IpAddr', contentOfVariants],
  ['core::net::ip_addr::Ipv4Addr', ipv4Address],
  ['core::net::ip_addr::Ipv6Addr', notShown('IPv6 addresses are not read')],
  ['core::net::socket_addr::SocketAddr', contentOfVariants],
  ['core::net::socket_addr::SocketAddrV4', socketAddressV4],
  ['core::net::socket_addr::SocketAddrV6', notShown('IPv6 addresses are not read')],
  ['core::ptr::alignment::Alignment', notShown('alignments are not read')],
  ['core::mem::alignment::Alignment', notShown('alignments are not read')],
  ['std::io::error::Error', notShown('errors of input and output are not read')],
]);

/** Crates of the standard library, whose types mostly show themselves in a way of their own. */
const STANDARD_CRATES: ReadonlySet<string> = new Set(['core', 'alloc', 'std']);

/** Types of theirs whose `{:?}` is their structure: it is derived. */
const DERIVED: ReadonlySet<string> = new Set([
  'alloc::alloc::Global',
  'alloc::collections::TryReserveError',
  'alloc::collections::TryReserveErrorKind',
  'alloc::string::FromUtf8Error',
  'core::alloc::layout::Layout',
  'core::cmp::Ordering',
  'core::cmp::Reverse',
  'core::fmt::Alignment',
  'core::fmt::Error',
  'core::marker::PhantomPinned',
  'core::mem::manually_drop::ManuallyDrop',
  'core::mem::maybe_dangling::MaybeDangling',
  'core::num::FpCategory',
  'core::num::error::IntErrorKind',
  'core::num::error::ParseIntError',
  'core::num::error::TryFromIntError',
  'core::ops::control_flow::ControlFlow',
  'core::ops::range::Bound',
  'core::option::Option',
  'core::result::Result',
  'core::str::error::Utf8Error',
  'core::sync::atomic::Ordering',
  'core::task::poll::Poll',
  'std::env::VarError',
  'std::io::SeekFrom',
  'std::io::error::ErrorKind',
  'std::net::Shutdown',
  'std::sync::mpsc::RecvError',
  'std::sync::mpsc::RecvTimeoutError',
  'std::sync::mpsc::TryRecvError',
]);

/** `AtomicU32` of one std, `Atomic<u32>` of another. */
const ATOMIC = /^core::sync::atomic::Atomic\w*$/;
/** `NonZeroU32` of a std before `NonZero<u32>`. */
const NON_ZERO = /^core::num::nonzero::NonZero[IU]\w+$/;

/** Null for a type that shows its structure. Throws `Unreadable`. */
export function standardShape(value: Value, builder: ShapeBuilder): Shape | null {
  const path = pathOf(value.type);
  const shape = shapeAt(path);
  if (shape === null) return null;
  try {
    return shape(value, builder);
  } catch (error) {
    if (!(error instanceof UnknownLayout)) throw error;
    throw new Unreadable(`this std's ${lastOf(path)} is not known`);
  }
}

export function hasStandardShape(type: DwarfType): boolean {
  return shapeAt(pathOf(type)) !== null;
}

function shapeAt(path: string): StandardShape | null {
  const known = STANDARD.get(path) ?? (ATOMIC.test(path) ? atomic : NON_ZERO.test(path) ? number : null);
  if (known !== null) return known;
  const crate = path.slice(0, Math.max(0, path.indexOf('::')));
  if (!STANDARD_CRATES.has(crate) || DERIVED.has(path)) return null;
  return notShown(`std's ${lastOf(path)} is not shown`);
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf(':') + 1);
}

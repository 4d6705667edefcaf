/** What an ELF file says about itself beside its code: the build-id (gABI, "Note Section") and DF_1_PIE. */

import type { ByteSource } from '../byteSource.ts';
import { Cursor, decodeText } from '../cursor.ts';
import { PT_DYNAMIC, PT_NOTE, type Segment } from './segments.ts';

const NT_GNU_BUILD_ID = 3;
const DT_NULL = 0n;
const DT_FLAGS_1 = 0x6ffffffbn;
const DF_1_PIE = 0x08000000n;
const DYNAMIC_ENTRY_BYTES = 16;
/** Sizes of name and description, type. */
const NOTE_HEADER_BYTES = 12;

/** Lower-case hexadecimal, or null when the linker wrote none that can be read. */
export function readBuildId(file: ByteSource, segments: readonly Segment[]): string | null {
  for (const { type, fileOffset, fileSize, alignment } of segments) {
    if (type !== PT_NOTE) continue;
    const buildId = buildIdIn(file.read(fileOffset, fileSize), alignment, file.label);
    if (buildId !== null) return buildId;
  }
  return null;
}

/** The build-id among some notes; null when it is not there. */
export function buildIdIn(notes: Uint8Array, alignment: number, path: string): string | null {
  const cursor = new Cursor(notes, `the notes of ${path}`);
  const left = () => cursor.bytes.length - cursor.position;
  const padding = alignment === 8 ? 8 : 4;
  const align = () => cursor.skip(Math.min(left(), -cursor.position & (padding - 1)));
  while (left() >= NOTE_HEADER_BYTES) {
    const nameBytes = cursor.u32();
    const descriptionBytes = cursor.u32();
    const type = cursor.u32();
    if (nameBytes > left()) return null;
    const name = decodeText(cursor.take(nameBytes));
    align();
    if (descriptionBytes > left()) return null;
    const description = cursor.take(descriptionBytes);
    align();
    if (type === NT_GNU_BUILD_ID && name === 'GNU\0') return Buffer.from(description).toString('hex');
  }
  return null;
}

/** Whether the linker marked the file as a position-independent program. Throws `MalformedError`. */
export function readIsPie(file: ByteSource, segments: readonly Segment[]): boolean {
  const dynamic = segments.find(segment => segment.type === PT_DYNAMIC);
  if (dynamic === undefined) return false;
  const cursor = new Cursor(file.read(dynamic.fileOffset, dynamic.fileSize), `the dynamic table of ${file.label}`);
  while (cursor.bytes.length - cursor.position >= DYNAMIC_ENTRY_BYTES) {
    const tag = cursor.u64();
    const value = cursor.u64();
    if (tag === DT_NULL) break;
    if (tag === DT_FLAGS_1) return (value & DF_1_PIE) !== 0n;
  }
  return false;
}

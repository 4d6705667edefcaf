/** What an ELF file says about itself beside its code: the build-id (gABI, "Note Section") and DF_1_PIE. */

import type { ByteSource } from '../byteSource.ts';
import { Cursor } from '../cursor.ts';
import { PT_DYNAMIC, PT_NOTE, type Segment } from './segments.ts';

const NT_GNU_BUILD_ID = 3;
const DT_NULL = 0n;
const DT_FLAGS_1 = 0x6ffffffbn;
const DF_1_PIE = 0x08000000n;
const DYNAMIC_ENTRY_BYTES = 16;

/** Lower-case hexadecimal, or null when the linker wrote none. Throws `MalformedError`. */
export function readBuildId(file: ByteSource, segments: readonly Segment[]): string | null {
  for (const segment of segments) {
    if (segment.type !== PT_NOTE) continue;
    const cursor = new Cursor(file.read(segment.fileOffset, segment.fileSize), `the notes of ${file.label}`);
    while (cursor.bytes.length - cursor.position >= 12) {
      const nameBytes = cursor.u32();
      const descriptionBytes = cursor.u32();
      const type = cursor.u32();
      const name = cursor.take(nameBytes);
      align4(cursor);
      const description = cursor.take(descriptionBytes);
      align4(cursor);
      if (type === NT_GNU_BUILD_ID && Buffer.from(name).toString('latin1') === 'GNU\0') {
        return Buffer.from(description).toString('hex');
      }
    }
  }
  return null;
}

/** Notes are padded to four bytes; those of segments aligned to eight have sizes that fit both. */
function align4(cursor: Cursor): void {
  cursor.position = Math.min(cursor.bytes.length, (cursor.position + 3) & ~3);
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

/** Whether the straight beginning of a function can be entered by a jump: then a probe in it is passed more than once a call. */

import { ripTargetOf, targetOf, type Listed } from './x86/listing.ts';

/** Reads what the file holds at so many bytes from the function's first instruction; as much of it as there is. */
export type ReadData = (offset: number, bytes: number) => Uint8Array;

/** Jump tables are not longer, entries. */
const LONGEST_TABLE = 4096;

/**
 * Whether any jump of the function, of which `listed` is all, may lead to the instruction at `offset` or onto the way there
 * from the entry. `allowed`: where a loop begins whose jumps are part of the way.
 */
export function isEnteredByJump(
  listed: readonly Listed[],
  offset: number,
  readData: ReadData,
  allowed: number | null = null,
): boolean {
  const isOnWay = (target: number): boolean => target >= 0 && target <= offset && target !== allowed;
  if (listed.some(item => isOnWay(targetOf(item) ?? -1))) return true;
  if (!listed.some(({ flow }) => flow.kind === 'indirectJump' || flow.kind === 'unknown')) return false;
  // Every address that the function computes may be that of a jump table: distances from the table to where it leads.
  const tables = new Set(listed.filter(({ instruction }) => instruction.opcode === 0x8d).map(ripTargetOf));
  tables.delete(null);
  return tables.size === 0 || [...tables].some(table => tableTargets(table ?? 0, listed, readData).some(isOnWay));
}

/** Where a table's entries lead, as long as they lead into the function. */
function tableTargets(table: number, listed: readonly Listed[], readData: ReadData): readonly number[] {
  const last = listed.at(-1)?.offset ?? 0;
  const bytes = readData(table, 4 * LONGEST_TABLE);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const targets: number[] = [];
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const target = table + view.getInt32(at, true);
    if (target < 0 || target > last) break;
    targets.push(target);
  }
  return targets;
}

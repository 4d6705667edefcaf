/**
 * The functions of a binary as a list to choose from: what each is called and where it has code, from the columns of the
 * function table, without a record for each of the hundreds of thousands of copies.
 */

import type { Effort } from './effort.ts';
import type { FunctionNames } from './functionRecord.ts';
import { CODE, type FunctionTable } from './functionTable.ts';
import type { RecordReader } from './recordReader.ts';

/** A function as one unit describes it; generics have one for each set of type arguments. */
export interface FunctionOutline extends FunctionNames {
  /** For `FunctionIndex.homesOf`. */
  readonly id: number;
  /** As in FunctionRecord. */
  readonly declFile: string | null;
  readonly declLine1: number;
  /** Where code of its own begins, virtual addresses. */
  readonly ownAddresses: readonly number[];
  /** Where copies inside other code are entered, virtual addresses. */
  readonly copyAddresses: readonly number[];
}

/** Rows between two looks at the clock. */
const STRIDE = 4096;

/** In no order. Rejects with the reason of the effort's signal. */
export async function outlineOf(
  table: FunctionTable,
  reader: RecordReader,
  effort: Effort,
): Promise<FunctionOutline[]> {
  const { functions, sites } = table;
  const found = new Map<number, FunctionOutline & { ownAddresses: number[]; copyAddresses: number[] }>();
  const outlined = (row: number) => {
    const id = reader.rootOf(row);
    let outline = found.get(id);
    if (outline === undefined) {
      const declared = { declFile: reader.sourceOf(row), declLine1: reader.declLineOf(row) };
      outline = { id, ...reader.namesOf(row), ...declared, ownAddresses: [], copyAddresses: [] };
      found.set(id, outline);
    }
    return outline;
  };
  for (let row = 0; row < table.functionCount; row++) {
    if (row % STRIDE === 0 && effort.isDue) await effort.pause();
    if (functions.code.at(row) === CODE.own) outlined(row).ownAddresses.push(functions.address.at(row));
  }
  for (let site = 0; site < table.siteCount; site++) {
    if (site % STRIDE === 0 && effort.isDue) await effort.pause();
    const origin = reader.originOf(site);
    if (origin >= 0) outlined(origin).copyAddresses.push(sites.address.at(site));
  }
  return [...found.values()].filter(({ name }) => name !== '');
}

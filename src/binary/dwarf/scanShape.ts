/**
 * Abbreviations made ready for going through a whole unit: what entries of a shape mean to the search for functions,
 * and how to pass over their values in as few steps as possible.
 */

import type { Cursor } from '../cursor.ts';
import type { Abbreviation } from './abbreviations.ts';
import { DW_AT, DW_TAG } from './constants.ts';
import { knownFormBytes, type Encoding } from './forms.ts';

export const ROLE = { other: 0, scope: 1, function: 2, site: 3 } as const;

/** Values that are read of functions and inlined sites, by their place in arrays. */
export const VALUE = {
  name: 0,
  linkageName: 1,
  declFile: 2,
  declLine: 3,
  lowPc: 4,
  highPc: 5,
  ranges: 6,
  entryPc: 7,
  abstractOrigin: 8,
  specification: 9,
  callFile: 10,
  callLine: 11,
} as const;

/** The attribute of each value; DW_AT_MIPS_linkage_name stands for `linkageName` too. */
export const ATTRIBUTES: readonly number[] = [
  DW_AT.name,
  DW_AT.linkage_name,
  DW_AT.decl_file,
  DW_AT.decl_line,
  DW_AT.low_pc,
  DW_AT.high_pc,
  DW_AT.ranges,
  DW_AT.entry_pc,
  DW_AT.abstract_origin,
  DW_AT.specification,
  DW_AT.call_file,
  DW_AT.call_line,
];

const SCOPES: ReadonlySet<number> = new Set([
  DW_TAG.namespace,
  DW_TAG.structure_type,
  DW_TAG.class_type,
  DW_TAG.union_type,
  DW_TAG.enumeration_type,
]);

export interface ScanShape {
  readonly abbreviation: Abbreviation;
  /** One of `ROLE`. */
  readonly role: number;
  readonly hasChildren: boolean;
  /** Bytes of all values together; -1 when a value tells its size itself. */
  readonly fixedBytes: number;
  /** For functions and sites: what is to be done with each attribute; empty for others. */
  readonly steps: readonly ScanStep[];
}

export interface ScanStep {
  /** One of `VALUE`; -1 for what is not read. */
  readonly value: number;
  readonly form: number;
  /** As `knownFormBytes` gives it. */
  readonly bytes: number;
  /** For DW_FORM_implicit_const. */
  readonly implicitConst: number;
}

/** Throws `MalformedError` for an unknown form; `cursor` says where. */
export function scanShapeOf(abbreviation: Abbreviation, cursor: Cursor, encoding: Encoding): ScanShape {
  const { tag, hasChildren, skips, attributes } = abbreviation;
  const role = roleOf(tag);
  const [only = 0, ...more] = skips;
  const steps = attributes.map(({ attribute, form, implicitConst }) => ({
    value: ATTRIBUTES.indexOf(attribute === DW_AT.MIPS_linkage_name ? DW_AT.linkage_name : attribute),
    form,
    bytes: knownFormBytes(cursor, form, encoding),
    implicitConst: Number(implicitConst),
  }));
  return {
    abbreviation,
    role,
    hasChildren,
    fixedBytes: only >= 0 && more.length === 0 ? only : -1,
    steps: role >= ROLE.function ? steps : [],
  };
}

function roleOf(tag: number): number {
  if (tag === DW_TAG.subprogram) return ROLE.function;
  if (tag === DW_TAG.inlined_subroutine) return ROLE.site;
  return SCOPES.has(tag) ? ROLE.scope : ROLE.other;
}

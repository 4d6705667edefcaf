/**
 * A function or parameter is written in up to three places: the machine code refers to what all its copies share
 * (`DW_AT_abstract_origin`), and that, or the code itself, to the declaration inside a type (`DW_AT_specification`).
 * DWARF 5, sections 2.13.2 and 3.3.8.1.
 */

import { MalformedError } from '../malformedError.ts';
import { DW_AT } from './constants.ts';
import type { Die } from './die.ts';

/** Real chains have three links. */
export const MAXIMUM_LINKS = 8;

/** The entry itself and, in order, those it completes. Throws `MalformedError` when they go on in a circle. */
export function originsOf(die: Die): readonly [Die, ...Die[]] {
  const chain: [Die, ...Die[]] = [die];
  for (let last = die; ;) {
    const next = last.referred(DW_AT.abstract_origin) ?? last.referred(DW_AT.specification);
    if (next === null) return chain;
    if (chain.length >= MAXIMUM_LINKS) {
      throw new MalformedError(die.unit.sections.info.label, `the entry at ${die.offset} completes itself`);
    }
    chain.push(next);
    last = next;
  }
}

/** What the first entry of the chain that knows it says. */
export function firstOf<T>(chain: readonly Die[], read: (die: Die) => T | null): T | null {
  for (const die of chain) {
    const value = read(die);
    if (value !== null) return value;
  }
  return null;
}

/** What must hold of all that was compared: nothing wrong, no call missed, and enough of it readable. */

import assert from 'node:assert/strict';
import type { Profile } from '../values.ts';
import type { TypesCompared } from './compareEveryType.ts';

/** Part of the values that are equal or cut. In release it is what was measured, with a little room. */
const LEAST_READABLE: Readonly<Record<Profile, number>> = { dev: 0.95, release: 0.72 };

/** Prints the tables. */
export function assertTrue({ args, results, miscounted, functions }: TypesCompared, profile: Profile): void {
  console.log(args.table(`arguments in ${profile}`));
  if (results.values.all > 0) console.log(results.table(`results in ${profile}`));
  assert.deepEqual([...new Set([...args.wrong, ...results.wrong])].slice(0, 40), []);
  assert.deepEqual(miscounted, []);
  assert.ok(functions >= 70 && args.parameters >= 170);
  assert.ok(args.readable >= LEAST_READABLE[profile], `${String(args.readable)} of the values are readable`);
}

/**
 * The differential test: functions over all kinds of types are called with generated values, and what is traced of each
 * call is compared with what the program itself prints of it.
 */

import { compareEveryType } from '../support/differential/compareEveryType.ts';
import { assertTrue } from '../support/differential/assertTrue.ts';
import { TRACERS } from '../support/tracers.ts';

/** bcc compiles a program for every 48 points, so it looks at the entries alone, and more often. */
const AMOUNT = { tracefs: { rounds: 20, returns: true }, bcc: { rounds: 40, returns: false } };

for (const profile of ['dev', 'release'] as const)
  for (const tracer of TRACERS) {
    const inFull = tracer.name === 'tracefs' && profile === 'dev' ? '' : ' @long';
    it(`values of all types in ${profile} are what the program prints of them, through ${tracer.name}${inFull}`, async function () {
      this.timeout(600_000);
      assertTrue(await compareEveryType(tracer, profile, AMOUNT[tracer.name]), profile);
    });
  }

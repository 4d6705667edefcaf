/**
 * The differential test: functions over all kinds of types are called with generated values, and what is traced of each
 * call is compared with what the program itself prints of it. Through bcc: test/long/everyTypeBcc.test.ts.
 */

import { compareEveryType } from '../support/differential/compareEveryType.ts';
import { assertTrue } from '../support/differential/assertTrue.ts';
import { TRACERS } from '../support/tracers.ts';

for (const profile of ['dev', 'release'] as const)
  for (const tracer of TRACERS.filter(({ name }) => name === 'tracefs'))
    it(`values of all types in ${profile} are what the program prints of them, through ${tracer.name}`, async function () {
      this.timeout(300_000);
      assertTrue(await compareEveryType(tracer, profile, { rounds: 20, returns: true }), profile);
    });

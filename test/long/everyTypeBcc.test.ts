/** test/root/everyType.test.ts through bcc, which compiles a program for every 48 points. */

import { compareEveryType } from '../support/differential/compareEveryType.ts';
import { assertTrue } from '../support/differential/assertTrue.ts';
import { TRACERS } from '../support/tracers.ts';

for (const profile of ['dev', 'release'] as const)
  for (const tracer of TRACERS.filter(({ name }) => name === 'bcc'))
    it(`values of all types in ${profile} are what the program prints of them, through ${tracer.name}`, async function () {
      this.timeout(600_000);
      assertTrue(await compareEveryType(tracer, profile, { rounds: 40, returns: false }), profile);
    });

/** Oracle: the kernel's history; the change is in the merge of its probes for 6.12. */

import assert from 'node:assert/strict';
import { isProfileExact } from '../../../../src/tracer/tracefs/profileAccuracy.ts';

describe('the accuracy of the kernel’s counts', () => {
  it('is that of a lower bound before Linux 6.12, and where the kernel is not known', () => {
    for (const kernel of ['4.18.0-553.el8.x86_64', '5.15.0', '6.1.0-18-amd64', '6.8.0-45-generic', '6.11.9', 'odd', ''])
      assert.equal(isProfileExact(kernel, 2), false, kernel);
    for (const kernel of ['6.12.0', '6.12', '6.18.44-fc', '7.0.0-rc1', '10.1.2'])
      assert.equal(isProfileExact(kernel, 2), true, kernel);
  });

  it('is exact where no two processors can pass a probe at once', () => {
    assert.equal(isProfileExact('5.15.0', 1), true);
  });
});

/** `rustTrace.bccTracePath`: the one place where bcc's trace is looked for, by traces, the setup check and its self-test. */

import assert from 'node:assert/strict';
import { gatherEvidence, setupOf } from '../../src/doctor/checkSetup.ts';
import { selfTestTracers } from '../../src/doctor/selfTest/tracers.ts';
import type { HumanErrorDetail } from '../../src/model/humanError.ts';
import { createMachineTracer } from '../../src/tracer/machineTracer.ts';
import { type EndReason, NO_LIMITS } from '../../src/tracer/tracer.ts';
import { oddPlan } from '../unit/tracer/plan.ts';

const PATHS = ['/nowhere/trace', 'trace', '/bin'];
/** A file that everybody may read and nobody run. */
const NO_PROGRAM = '/etc/passwd';

describe('the path of bcc’s trace in the settings', () => {
  function assertRefused(reason: EndReason, path: string): void {
    assert.equal(reason.kind, 'failed');
    assertNames(reason.error, path);
  }

  function assertNames({ message, action }: HumanErrorDetail, path: string): void {
    assert.ok(message.startsWith(`${path} is not run as root: `), message);
    assert.deepEqual(action, { kind: 'openSetting', setting: 'rustTrace.bccTracePath' });
  }

  for (const path of [...PATHS, NO_PROGRAM]) {
    it(`is where a trace looks, and nowhere else: ${path}`, async () => {
      const tracer = createMachineTracer({ limits: () => NO_LIMITS, prefer: () => 'bcc', bccTracePath: () => path });
      assertRefused(await tracer.start(oddPlan('/bin/sh'), () => undefined).done, path);
    });

    it(`is where the self-test looks: ${path}`, async () => {
      const [bcc] = selfTestTracers({ bccTracePath: path });
      assertRefused((await bcc?.start(oddPlan('/bin/sh'), () => undefined).done) ?? { kind: 'stopped' }, path);
    });

    it(`is what the setup check judges: ${path}`, async () => {
      const evidence = await gatherEvidence(path);
      assert.equal(evidence.bcc.kind, 'unusable');
      assertNames(evidence.bcc.error, path);
      const finding = setupOf(evidence).findings.find(({ id }) => id === 'bcc');
      assert.notEqual(finding?.status, 'ok');
      assert.match(finding?.fix?.sentence ?? '', /rustTrace\.bccTracePath/);
    });
  }
});

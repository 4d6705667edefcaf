/** Where optimised code has its arguments: as `perf probe -D` says, wherever it says so. Needs perf. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { locationOf, perfLocations } from '../support/differential/perfProbe.ts';
import { planEach } from '../support/differential/planMany.ts';
import { createResolver } from '../support/resolver.ts';
import { buildValues, runEchoing } from '../support/values.ts';

describe('the places of arguments in release', function () {
  this.timeout(600_000);

  it('are those that perf probe gives', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'rt-perf-'));
    const resolver = await createResolver();
    try {
      const program = (await buildValues('release')).values;
      const calls = await runEchoing(program, path.join(folder, 'echo.jsonl'), 1);
      const plans = await planEach(resolver, calls, 'values', 'release');
      let given = 0;
      let agreed = 0;
      let unread = 0;
      const other: string[] = [];
      for (const { path: name, plan } of plans)
        for (const probe of plan.probes) {
          if (probe.instance.inlined !== null) continue;
          const locations = await perfLocations(plan.artifact.path, probe.instance.symbol);
          for (const capture of probe.captures) {
            const perf = locations.get(capture.name);
            if (perf === undefined) continue;
            given++;
            const ours = capture.kind === 'value' ? locationOf(capture, probe) : null;
            if (ours === perf) agreed++;
            // Perf gives places of behind the entry too, and those of values that are not shown.
            else if (ours === null) unread++;
            else other.push(`${name} ${capture.name}: ${ours}, perf: ${perf}`);
          }
        }
      console.log(`perf gives ${String(given)} places: ${String(agreed)} agree, ${String(unread)} are not read by us`);
      assert.deepEqual(other, []);
      assert.ok(agreed >= 200, `only ${String(agreed)} of ${String(given)} agree`);
    } finally {
      resolver.dispose();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

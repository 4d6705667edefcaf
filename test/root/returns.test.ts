/**
 * Returns of a program whose calls end in every way, on eight threads: each end belongs to the right call, and shows
 * what the program itself says of the result.
 */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { groupBy } from '../support/echo.ts';
import { outcomesOf } from '../support/differential/compareCalls.ts';
import { joined, planEach, type JoinedPlan } from '../support/differential/planMany.ts';
import { Tally } from '../support/differential/tally.ts';
import { traceWhile, type Traced } from '../support/differential/traceWhile.ts';
import { judge } from '../support/differential/verdict.ts';
import { createResolver } from '../support/resolver.ts';
import { TRACERS } from '../support/tracers.ts';
import { buildValues, runEchoing, type EchoedCall, type Profile } from '../support/values.ts';

const ROUNDS = 40;

/** How the outcome of a call that the program made is to be shown. */
function expectedEnd(call: EchoedCall, calls: ReadonlyMap<number, EchoedCall>): { kind: string; text: string | null } {
  const { outcome } = call;
  if (outcome?.kind === 'returned') return { kind: 'returned', text: outcome.text };
  if (outcome?.kind === 'panicked' || call.function === 'returns::fragile') return { kind: 'unwound', text: null };
  const caller = call.caller === null ? undefined : calls.get(call.caller);
  assert.ok(caller !== undefined, `${call.function} ends with its caller`);
  return expectedEnd(caller, calls);
}

/** Functions that optimised code leaves by a jump. */
const TAIL_CALLING = new Set(['returns::start', 'returns::finish', 'returns::turn']);

function compareEnds(
  joinedPlan: JoinedPlan,
  traced: Traced<readonly EchoedCall[]>,
  profile: Profile,
): { tally: Tally; wrong: string[]; kinds: Map<string, number> } {
  const calls = new Map(traced.ran.map(call => [call.call, call]));
  const outcomes = outcomesOf(joinedPlan, traced);

  // On each thread the n-th hit of a function is its n-th call.
  const hitsOf = groupBy(traced.hits, hit => `${String(hit.tid)} ${joinedPlan.paths[hit.probe] ?? ''}`);
  const callsOf = groupBy(traced.ran, call => `${String(call.tid)} ${call.function}`);
  const count = ([key, of]: [string, readonly unknown[]]): [string, number] => [key, of.length];
  assert.deepEqual(new Map([...hitsOf].map(count)), new Map([...callsOf].map(count)));

  const tally = new Tally();
  const kinds = new Map<string, number>();
  const wrong: string[] = [];
  for (const [key, made] of callsOf)
    made.forEach((call, index) => {
      const hit = hitsOf.get(key)?.[index];
      const outcome = hit === undefined ? undefined : outcomes.get(hit);
      const expected = expectedEnd(call, calls);
      const kind = outcome?.kind ?? 'none';
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      const isTailCall = kind === 'tailCalled' && profile === 'release' && TAIL_CALLING.has(call.function);
      if (kind !== expected.kind && !isTailCall) wrong.push(`${call.function}: ${kind}, not ${expected.kind}`);
      const shown = outcome?.result ?? null;
      if (kind !== 'returned' || shown === null) return;
      tally.add(call.function, judge(shown, [expected.text ?? '']));
    });
  return { tally, wrong, kinds };
}

for (const profile of ['dev', 'release'] as const)
  describe(`ends of calls in ${profile}`, function () {
    this.timeout(300_000);

    for (const tracer of TRACERS)
      it(`belong to their calls, through ${tracer.name}${tracer.name === 'bcc' && profile === 'dev' ? ' @long' : ''}`, async () => {
        const folder = mkdtempSync(path.join(tmpdir(), 'rt-returns-'));
        const echo = path.join(folder, 'echo.jsonl');
        const resolver = await createResolver();
        try {
          const program = (await buildValues(profile)).returns;
          const plans = await planEach(resolver, await runEchoing(program, echo, 8), 'returns', profile);
          const [plan, ...others] = joined(plans, Infinity);
          assert.ok(plan !== undefined && others.length === 0);
          // It rejects when the program does not end with 0.
          const traced = await traceWhile(tracer, plan.plan, () => runEchoing(program, echo, ROUNDS));
          assert.equal(traced.lost, 0);
          const { tally, wrong, kinds } = compareEnds(plan, traced, profile);
          console.log(tally.table(`results in ${profile}, ${tracer.name}`), [...kinds]);
          assert.deepEqual(tally.wrong, []);
          assert.deepEqual([...new Set(wrong)], []);
          assert.ok((kinds.get('returned') ?? 0) > 1000 && (kinds.get('unwound') ?? 0) > 100);
          assert.equal(profile === 'release', kinds.has('tailCalled'));
        } finally {
          resolver.dispose();
          rmSync(folder, { recursive: true, force: true });
        }
      });
  });

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { assetPath } from '../../src/binary/assets.ts';
import { loadDemangler } from '../../src/binary/demangle.ts';
import type { Hit } from '../../src/model/hit.ts';
import type { ProbePlan } from '../../src/model/probePlan.ts';
import type { Tracer } from '../../src/tracer/tracer.ts';
import { createResolver } from '../support/resolver.ts';
import { isTrueCut } from '../support/differential/cutText.ts';
import { TRACERS } from '../support/tracers.ts';
import { buildDemo, ownDemo } from '../support/demo.ts';
import { groupBy, readEcho, type EchoedCall } from '../support/echo.ts';

const demoFolder = ownDemo();
const ROUNDS = 200;

/** One plan of many: every function that the sample echoes, in one tracer. */
async function planAll(functions: readonly string[]): Promise<ProbePlan> {
  const resolver = await createResolver();
  try {
    const plans: ProbePlan[] = [];
    for (const name of functions) {
      const answer = await resolver.resolve({
        wanted: { kind: 'path', path: name },
        from: demoFolder,
        filter: { targetName: 'demo', profile: 'dev' },
      });
      assert.ok(answer.kind === 'plan', `${name}: ${JSON.stringify(answer)}`);
      plans.push(answer.plan);
    }
    const [first] = plans;
    assert.ok(first !== undefined);
    const probes = plans.flatMap(plan => plan.probes).filter(probe => probe.instance.kind === 'body');
    return { ...first, functionName: 'all', probes: probes.map((probe, id) => ({ ...probe, id })) };
  } finally {
    resolver.dispose();
  }
}

/** Traces the plan while the program runs; every hit it caused. */
async function traceWhile(
  tracer: Tracer,
  plan: ProbePlan,
  run: () => Promise<unknown>,
): Promise<{ hits: Hit[]; lost: number }> {
  const hits: Hit[] = [];
  let lost = 0;
  let lastHitMs = 0;
  const running = tracer.start(plan, event => {
    if (event.type === 'hit') {
      hits.push(event.hit);
      lastHitMs = Date.now();
    } else if (event.type === 'lost') lost += event.count;
    else if (event.type === 'attached') {
      void run().then(() => {
        lastHitMs = Date.now();
        const untilQuiet = setInterval(() => {
          if (Date.now() - lastHitMs < 1000) return;
          clearInterval(untilQuiet);
          running.stop();
        }, 50);
      });
    }
  });
  const reason = await running.done;
  assert.deepEqual(reason, { kind: 'stopped' });
  return { hits, lost };
}

type Verdict = 'equal' | 'cut' | `absent: ${string}` | `WRONG ${string}`;

function judge(shown: Hit['args'][number]['value'], echoed: string | undefined): Verdict {
  switch (shown.kind) {
    case 'value':
      return shown.text === echoed ? 'equal' : `WRONG ${shown.text} for ${String(echoed)}`;
    case 'cut':
      return isTrueCut(shown.text, echoed ?? '') ? 'cut' : `WRONG ${shown.text} for ${String(echoed)}`;
    case 'absent':
      return `absent: ${shown.reason}`;
  }
}

for (const tracer of TRACERS)
  describe(`argument values of an unoptimised program, through ${tracer.name}${tracer.name === 'bcc' ? ' @long' : ''}`, function () {
    this.timeout(120_000);

    it('equal what the program prints of them, call by call, or are absent with a reason', async () => {
      const program = await buildDemo(demoFolder);
      await loadDemangler(assetPath('rustc_demangle.wasm'));
      const folder = mkdtempSync(path.join(tmpdir(), 'rt-values-'));
      const echoFile = path.join(folder, 'echo.jsonl');
      const demo = (rounds: number): Promise<unknown> =>
        promisify(execFile)(program, ['--rounds', String(rounds), '--pause-ms', '1', '--echo', echoFile]);
      try {
        await demo(1);
        const functions = [...new Set(readEcho(echoFile).map(call => call.function))];
        const plan = await planAll(functions);
        const { hits, lost } = await traceWhile(tracer, plan, () => demo(ROUNDS));
        assert.equal(lost, 0);

        // The sample does not write the Self type behind a trait's default method.
        const nameOf = (hit: Hit): string =>
          (plan.probes[hit.probe]?.instance.demangled ?? '').replace('Label::line<demo::stock::Shelf>', 'Label::line');
        const echoed = groupBy(readEcho(echoFile), call => call.function);
        const traced = groupBy(hits, nameOf);
        assert.deepEqual(
          [...traced].map(([name, of]) => [name, of.length]).sort(),
          [...echoed].map(([name, of]) => [name, of.length]).sort(),
        );

        const verdicts = new Map<string, number>();
        for (const [name, calls] of echoed) {
          (traced.get(name) ?? []).forEach((hit, index) => {
            count(verdicts, name, hit, calls[index]);
          });
        }
        console.log(
          [...verdicts]
            .sort()
            .map(([verdict, times]) => `        ${verdict}: ${String(times)}`)
            .join('\n'),
        );
        assert.deepEqual(
          [...verdicts.keys()].filter(verdict => verdict.includes('WRONG')),
          [],
        );
        assert.ok((verdicts.get('equal') ?? 0) > ROUNDS * 30);
        assert.ok((verdicts.get('cut') ?? 0) > 0);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
  });

/** Readable values are counted together, the others by function and argument. */
function count(verdicts: Map<string, number>, name: string, hit: Hit, call: EchoedCall | undefined): void {
  const texts = Object.entries(call?.args ?? {});
  assert.deepEqual(
    hit.args.map(arg => arg.name),
    texts.map(([argName]) => argName),
    name,
  );
  hit.args.forEach((arg, index) => {
    const verdict = judge(arg.value, texts[index]?.[1]);
    const key = verdict === 'equal' || verdict === 'cut' ? verdict : `${name} ${arg.name} ${verdict}`;
    verdicts.set(key, (verdicts.get(key) ?? 0) + 1);
  });
}

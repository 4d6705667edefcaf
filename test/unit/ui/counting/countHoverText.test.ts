/** The hover over a counted function. */

import assert from 'node:assert/strict';
import { COMMANDS } from '../../../../src/contributions.ts';
import { countHoverText } from '../../../../src/ui/counting/countHoverText.ts';
import { countLineText } from '../../../../src/ui/counting/countLineText.ts';
import { lacking } from '../../session/countSamples.ts';
import { functionAt } from '../../session/samples.ts';
import { countOf, declaredPlan, report, type SampleFunction, shownOf } from './countSample.ts';

/** Without the escapes of Markdown. */
function hover(sample: readonly SampleFunction[], hits: readonly number[], ends = false): string {
  const session = countOf(declaredPlan(sample));
  report(session, hits);
  if (ends) session.handle({ type: 'ended', reason: { kind: 'stopped' } });
  const [shown] = shownOf([session], [functionAt('largest', 4)]).values();
  assert.ok(shown);
  return countHoverText(shown, file => file.replace('/home/ada/', '')).replace(/\\([^\w\s])/gu, '$1');
}

const SITE = { caller: 'demo::main', callFile: '/home/ada/src/main.rs', callLine1: 12, isContiguous: true };

describe('the hover over a counted function', () => {
  it('has its calls, its instances and its copies with the lines of their calls', () => {
    const text = hover(
      [
        {
          name: 'demo::largest',
          line1: 5,
          homes: [
            { place: 0, demangled: 'demo::largest<u64>' },
            { place: 1, demangled: 'demo::largest<i32>' },
            { place: 2, inlined: SITE },
          ],
        },
      ],
      [1000, 200, 34],
    );
    assert.match(text, /^\*\*demo::largest\*\* — 1,234 calls · counted since \d\d:\d\d:\d\d with demo::\*$/m);
    assert.match(text, /^demo::largest<u64> 1,000 · demo::largest<i32> 200$/m);
    assert.match(text, /^inlined in demo::main at src\/main\.rs:12 34$/m);
    assert.match(text, /A copy is counted at its first instruction/);
  });

  it('lists what a macro makes of one text, and closures inside', () => {
    const text = hover(
      [
        { name: '<u8 as demo::M>::largest', line1: 5, homes: [0] },
        { name: '<u16 as demo::M>::largest', line1: 5, homes: [1] },
        { name: 'demo::largest::{closure#0}', line1: 6, homes: [2] },
      ],
      [3, 4, 5],
    );
    assert.match(text, /^\*\*demo::\*\*\* — 7 calls/m);
    assert.match(text, /^<u8 as demo::M>::largest: 3 {2}\n<u16 as demo::M>::largest: 4$/m);
    assert.match(text, /^inside: demo::largest::\{closure#0\}: 5$/m);
  });

  it('has a lower bound, there and in the line, where the kernel refused a probe in the function', () => {
    const sample = [{ name: 'demo::largest', line1: 5, homes: [0] }];
    const session = countOf(lacking(declaredPlan(sample), 'demo::largest'));
    report(session, [1234]);
    const [shown] = shownOf([session], [functionAt('largest', 4)]).values();
    assert.ok(shown);
    const text = countHoverText(shown, file => file).replace(/\\([^\w\s])/gu, '$1');
    assert.match(text, /— ≥1,234 calls /);
    assert.match(text, /1 instance not counted: it may not be/);
    assert.match(text, /at least as many as the numbers/);
    assert.equal(countLineText(shown), '≥1,234 calls');
    assert.doesNotMatch(hover(sample, [1234]), /≥|at least/);
  });

  it('leads to the view, and can be counted again once it has ended', () => {
    const sample = [{ name: 'demo::largest', line1: 5, homes: [0] }];
    assert.ok(hover(sample, [1]).includes(`(command:${COMMANDS.showCounts}?`));
    assert.ok(!hover(sample, [1]).includes(COMMANDS.countAgain));
    assert.ok(hover(sample, [1], true).includes(`(command:${COMMANDS.countAgain}?`));
  });

  it('makes no Markdown of names', () => {
    const session = countOf(
      declaredPlan([{ name: 'demo::largest', line1: 5, homes: [0] }], { title: '[x](command:y)' }),
    );
    report(session, [1]);
    const [shown] = shownOf([session], [functionAt('largest', 4)]).values();
    assert.ok(shown && !countHoverText(shown, file => file).includes('[x](command:y)'));
  });
});

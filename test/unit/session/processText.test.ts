import assert from 'node:assert/strict';
import { commandText, containerText, durationText } from '../../../src/session/processText.ts';

describe('a process in words', () => {
  it('has an age in whole units', () => {
    const SECOND = 1000;
    const rows: readonly (readonly [ms: number, text: string])[] = [
      [0, '0 s'],
      [59_999, '59 s'],
      [60 * SECOND, '1 min'],
      [3 * 3600 * SECOND - 1, '2 h'],
      [24 * 3600 * SECOND, '1 day'],
      [100 * 24 * 3600 * SECOND, '100 days'],
    ];
    for (const [ms, text] of rows) assert.equal(durationText(ms), text);
  });

  it('has the command line as it could be typed, on one line', () => {
    const rows: readonly (readonly [command: readonly string[], text: string])[] = [
      [['demo', '--rounds', '5'], 'demo --rounds 5'],
      [['demo', 'a b', '', "it's"], "demo 'a b' '' 'it'\\''s'"],
      [['demo', 'a\nb\u202e', '$(reboot)'], "demo 'a\\nb\\u{202e}' '$(reboot)'"],
      [['a title of its own'], 'a title of its own'],
      [[], '[demo\\n]'],
    ];
    for (const [command, text] of rows) assert.equal(commandText({ command, comm: 'demo\n' }), text);
  });

  it('is marked where it is in a container', () => {
    assert.equal(containerText(null), null);
    assert.equal(containerText({ id: null }), 'container');
    assert.equal(containerText({ id: '0123456789ab' }), 'container 0123456789ab');
  });
});

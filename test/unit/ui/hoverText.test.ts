/** The hover's Markdown. How an engine shows it is tested inside VS Code (test/host). */

import assert from 'node:assert/strict';
import { HOVER_COMMANDS, hoverText } from '../../../src/ui/hoverText.ts';
import { attachedSession, hitOf, planOf, value } from '../session/samples.ts';

const add = planOf('demo::add', [{ demangled: 'demo::add' }]);
const largest = planOf('demo::largest', [{ demangled: 'demo::largest<u64>' }, { demangled: 'demo::largest<&str>' }]);
const short = (path: string): string => path.replace('/home/ada/', '');

/** The fenced blocks of a Markdown text without backticks in them. */
function blocks(markdown: string): string[] {
  return [...markdown.matchAll(/^```(?:text|sh)\n([^]*?)\n```$/gm)].map(match => match[1] ?? '');
}

describe('the hover', () => {
  const ms = 1_000_000n;

  it('lists the last ten calls, the newest first, with time, thread and arguments', () => {
    const hits = Array.from({ length: 12 }, (_, index) =>
      hitOf({ a: value(String(index)) }, { timeNs: BigInt(index) * ms, comm: index % 2 === 0 ? 'main' : 'worker #1' }),
    );
    const rows = (blocks(hoverText(attachedSession(add, hits), short))[0] ?? '').split('\n');
    assert.equal(rows.length, 10);
    assert.match(rows[0] ?? '', /^\d\d:\d\d:\d\d\.011 {2}worker #1 12346 {2}a=11$/);
    assert.match(rows[9] ?? '', /^\d\d:\d\d:\d\d\.002 {2}main 12346 {7}a=2$/);
  });

  it('counts the instances of a generic function apart, the busiest first, and says whose call each is', () => {
    const text = hoverText(
      attachedSession(largest, [hitOf({ a: value('1') }), hitOf({}, { probe: 1 }), hitOf({}, { probe: 1 })]),
      short,
    );
    assert.ok(text.includes('demo\\:\\:largest\\<\\&str\\> 2 · demo\\:\\:largest\\<u64\\> 1'), text);
    assert.match(blocks(text)[0] ?? '', /demo::largest<u64>\(a=1\)$/m);
  });

  it('gives each reason for an absent value once, with its arguments', () => {
    const absent = { kind: 'absent', reason: 'in xmm0' } as const;
    const text = hoverText(attachedSession(add, [hitOf({ x: absent, y: absent }), hitOf({ x: absent })]), short);
    assert.equal(text.split('in xmm0').length, 2);
    assert.ok(text.includes('x\\, y\\: in xmm0'), text);
  });

  it('shows the symbols, the file relative to the workspace, and the command as it can be pasted', () => {
    const [, symbols, command] = blocks(hoverText(attachedSession(add, [hitOf({})]), short));
    assert.deepEqual([symbols, command], ['_ZN0E', 'trace p:demo:add']);
    assert.ok(hoverText(attachedSession(add), short).includes('1 probe in target\\/debug\\/demo'));
  });

  it('shows why a trace failed, escaped', () => {
    const session = attachedSession(add);
    const error = { message: 'No [bcc](x).', advice: 'Install it.' };
    session.handle({ type: 'ended', reason: { kind: 'failed', error } });
    assert.ok(hoverText(session, short).includes('No \\[bcc\\]\\(x\\)\\. Install it\\.'));
  });

  it('links only to the commands that the editor lets it run', () => {
    const running = attachedSession(add, [hitOf({})]);
    const ended = attachedSession(add, [hitOf({})]);
    ended.handle({ type: 'ended', reason: { kind: 'stopped' } });
    const linked = [running, ended].flatMap(session =>
      [...hoverText(session, short).matchAll(/\]\(command:([\w.]+)\?/g)].map(match => match[1]),
    );
    assert.deepEqual(new Set(linked), new Set(HOVER_COMMANDS));
  });
});

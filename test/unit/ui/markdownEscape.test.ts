/** Escapes against the rules of CommonMark 0.31. How an engine shows them is tested inside VS Code (test/host). */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { codeBlock, commandLink, escapeMarkdown } from '../../../src/ui/markdownEscape.ts';

describe('escaped Markdown', () => {
  it('puts a backslash before every punctuation character of ASCII, and changes nothing else', () => {
    assert.equal(escapeMarkdown('a*b_c`d<e>[f](g)|h'), 'a\\*b\\_c\\`d\\<e\\>\\[f\\]\\(g\\)\\|h');
    const printable = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join('');
    const unescaped = escapeMarkdown(printable).replace(/\\([!-/:-@[-`{-~])/g, '$1');
    assert.equal(unescaped, printable);
    // ASCII has 32 punctuation characters.
    assert.equal(escapeMarkdown(printable).length, printable.length + 32);
  });

  it('stays on one line', () => {
    assert.equal(escapeMarkdown('a\n# b'), 'a\\\\n\\# b');
  });
});

describe('a fenced block', () => {
  it('is fenced by three backticks, or more than any in it', () => {
    assert.equal(codeBlock('sh', ['ls', 'pwd']), '```sh\nls\npwd\n```');
    assert.equal(codeBlock('text', ['a```b']), '````text\na```b\n````');
  });

  it('cannot be ended from inside', () => {
    const lines = fc.array(fc.string({ unit: fc.constantFrom('`', '~', '\n', ' ', 'a') }), { minLength: 1 });
    fc.assert(
      fc.property(lines, content => {
        const [first, ...rest] = codeBlock('', content).split('\n');
        const fence = first ?? '';
        assert.match(fence, /^`{3,}$/);
        assert.equal(rest.length, content.length + 1);
        assert.ok(rest.slice(0, -1).every(line => !line.includes(fence)));
        assert.equal(rest.at(-1), fence);
      }),
    );
  });
});

describe('a command link', () => {
  it('carries its arguments as encoded JSON that cannot end the link', () => {
    const args = [{ file: '/a b/(c)[d]/e.rs', path: "<T as U<'_>>::f", line0: 3 }];
    const link = commandLink('Stop', 'rustTrace.stop', args);
    const match = /^\[Stop\]\(command:rustTrace\.stop\?([^\s()]*)\)$/.exec(link);
    assert.deepEqual(JSON.parse(decodeURIComponent(match?.[1] ?? '')), args);
  });
});

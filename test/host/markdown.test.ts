/** What a hostile program can call its threads, texts and functions, through a real Markdown engine: VS Code's own. */

import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { codeBlock, escapeMarkdown } from '../../src/ui/markdownEscape.ts';
import { hoverText } from '../../src/ui/hoverText.ts';
import { attachedSession, hitOf, planOf, value } from '../unit/session/samples.ts';

const HOSTILE = [
  '[click](command:workbench.action.terminal.new)',
  '![x](https://example.com/x.png)',
  '<img src=x onerror=alert(1)>',
  '<https://example.com>',
  'https://example.com/?a=b&c www.example.com a@example.com',
  '`code` ``` ~~~ | a | b |',
  '**bold** _it_ ~~gone~~ # head',
  '- list\n1. list\n> quote\n\n    code',
  '&lt;b&gt; &#60; \\<b>',
  '$(trash) $x^2$',
  '[a]: command:x\n[a]',
  '```\n[out](command:x)\n```',
];

/** The text of rendered HTML; everything of ours in it is text. */
function textOf(html: string): string {
  return html
    .replace(/<[^>]*>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&');
}

function tagsOf(html: string): Set<string> {
  return new Set([...html.matchAll(/<(\w+)/g)].map(match => match[1] ?? ''));
}

async function render(markdown: string): Promise<string> {
  return vscode.commands.executeCommand<string>('markdown.api.render', markdown);
}

describe('hostile text in Markdown', function () {
  for (const text of HOSTILE) {
    const line = text.replaceAll('\n', '\\n');

    it(`stays text: ${line}`, async () => {
      const html = await render(escapeMarkdown(text));
      assert.deepEqual(tagsOf(html), new Set(['p']), html);
      assert.equal(textOf(html).trim(), line);
    });

    it(`stays text in a fenced block: ${line}`, async () => {
      const html = await render(codeBlock('text', [text]));
      assert.ok(!/<(?:a|img|h\d|li|blockquote|table)\b/.test(html), html);
      assert.equal(textOf(html).trim(), line.trim());
    });
  }

  it('makes no link of its own in a hover', async () => {
    const everything = HOSTILE.join(' ');
    const plan = planOf(everything, [{ demangled: everything }, { demangled: `other ${everything}` }]);
    const hit = hitOf({ a: value(everything), b: { kind: 'absent', reason: everything } }, { comm: everything });
    const html = await render(hoverText(attachedSession(plan, [hit]), () => everything));
    const links = [...html.matchAll(/<a href="([^"?]*)/g)].map(match => match[1]);
    assert.deepEqual(links, [
      'command:rustTrace.stop',
      'command:rustTrace.clear',
      'command:rustTrace.showOutput',
      'command:rustTrace.copyCommand',
    ]);
    assert.ok(!html.includes('<img'));
  });
});

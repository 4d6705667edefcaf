import assert from 'node:assert/strict';
import { COMMANDS } from '../../../src/contributions.ts';
import { setupOf, type Setup } from '../../../src/doctor/checkSetup.ts';
import { parseOsRelease } from '../../../src/tracer/distribution.ts';
import { escapeHtml, setupHtml, SETUP_LINKS } from '../../../src/ui/setupHtml.ts';
import { DEBIAN, evidenceOf, NO_BCC } from '../doctor/machines.ts';

const withoutBcc = setupOf(evidenceOf(DEBIAN, { bcc: NO_BCC }));

function page(setup: Setup | null, busy: string | null = null): string {
  return setupHtml({ setup, busy }, 'abc123');
}

describe('the setup page', () => {
  it('forbids everything but its own style sheet', () => {
    const html = page(withoutBcc);
    assert.ok(html.includes(`content="default-src 'none'; style-src 'nonce-abc123'"`));
    assert.ok(!/<(?:script|img|iframe|link|object|form|input)\b| on\w+=| style=|https?:/i.test(html), html);
  });

  it('links to commands that the page may run, and to nothing else', () => {
    const links = [...page(withoutBcc).matchAll(/href="([^"]*)"/g)].map(([, href = '']) => href);
    assert.ok(links.length > 3);
    const allowed = new Set<string>(SETUP_LINKS.map(command => `command:${command}`));
    assert.deepEqual(
      links.filter(href => !allowed.has(href.split('?')[0] ?? '')),
      [],
    );
  });

  it('has the command of what is missing, and a button that names the finding alone', () => {
    const html = page(withoutBcc);
    assert.ok(html.includes('<code>sudo apt-get install -y bpfcc-tools linux-headers-$(uname -r)</code>'));
    const argument = encodeURIComponent(JSON.stringify(['bcc']));
    assert.ok(html.includes(`command:${COMMANDS.typeSetupFix}?${argument}`));
  });

  it('says each status in words', () => {
    for (const { status, title } of withoutBcc.findings) {
      assert.match(page(withoutBcc), new RegExp(`${status}</td><th scope="row">${title}</th>`));
    }
  });

  it('has no buttons while it works', () => {
    assert.ok(page(withoutBcc, 'Looking …').includes('<p role="status">Looking …</p>'));
    assert.ok(!page(withoutBcc, 'Looking …').includes(COMMANDS.runSelfTest));
    assert.ok(!page(null, 'Looking …').includes('<table>'));
  });

  it('shows hostile text of the machine as text', () => {
    const name = `<img src=x onerror=alert(1)>"><a href='command:x'>&amp;\u202e\n`;
    const distribution = { ...parseOsRelease('ID=debian'), name };
    const html = page(setupOf(evidenceOf({ ...DEBIAN, distribution })));
    assert.ok(!html.includes('<img'));
    assert.ok(!html.includes("'command:x'"));
    assert.ok(!html.includes('\u202e'));
    assert.ok(html.includes(escapeHtml(name)));
  });
});

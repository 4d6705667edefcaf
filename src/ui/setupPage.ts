/** The setup check in the editor: a page with what was found, and its four commands. One page a window. */

import { randomBytes } from 'node:crypto';
import { type Disposable, env, ViewColumn, type WebviewPanel, window } from 'vscode';
import { version } from '../../package.json';
import { requireTrust } from '../client/requireTrust.ts';
import type { Evidence, Setup } from '../doctor/checkSetup.ts';
import type { Finding } from '../doctor/finding.ts';
import { setupReport } from '../doctor/report.ts';
import type { TracerOptions } from '../tracer/tracerOf.ts';
import { typeInTerminal } from './errors.ts';
import { bccTracePath } from './settings.ts';
import { setupHtml, SETUP_LINKS } from './setupHtml.ts';

export class SetupPage implements Disposable {
  /** How a self-test becomes root: as the traces of the window do, and in turn with them. */
  readonly #privilege: Pick<TracerOptions, 'askPassword' | 'turns'>;
  /** Ends a self-test whose page was closed. */
  #closed = new AbortController();
  #panel: WebviewPanel | null = null;
  #evidence: Evidence | null = null;
  #selfTests: readonly Finding[] = [];
  #setup: Setup | null = null;
  #busy: string | null = null;

  constructor(privilege: Pick<TracerOptions, 'askPassword' | 'turns'>) {
    this.#privilege = privilege;
  }

  /** Opens the page, or brings it to the front, and looks at the machine anew; what a self-test said goes. */
  async check(): Promise<void> {
    this.#open();
    await this.#work('Looking at this machine …', async () => {
      this.#selfTests = [];
      await this.#look();
    });
  }

  /** Traces a program of our own with every tracer that may work. @throws HumanError in Restricted Mode. */
  async runSelfTest(): Promise<void> {
    requireTrust();
    this.#open();
    await this.#work('Tracing a program of our own, once with each tracer …', async () => {
      const { runSelfTests } = await import('../doctor/checkSetup.ts');
      const { selfTestTracers } = await import('../doctor/selfTest/tracers.ts');
      const evidence = this.#evidence ?? (await this.#look());
      const tracers = selfTestTracers({ ...this.#privilege, bccTracePath: bccTracePath() });
      this.#selfTests = await runSelfTests(evidence, tracers, true, this.#closed.signal);
      await this.#judge(evidence);
    });
  }

  /** The page as text, for a bug report. */
  async copyReport(): Promise<void> {
    if (this.#setup === null) await this.check();
    if (this.#setup === null) return;
    const style = { version, node: process.version, isColoured: false };
    await env.clipboard.writeText(setupReport(this.#setup, style));
    window.setStatusBarMessage('$(check) Setup report copied', 3000);
  }

  /** Types the command of a finding into a terminal and leaves Enter to the person. Ignores what it does not know. */
  typeFix(id: unknown): void {
    const command = this.#setup?.findings.find(finding => finding.id === id)?.fix?.command ?? null;
    if (command !== null) typeInTerminal(command);
  }

  dispose(): void {
    this.#panel?.dispose();
  }

  async #look(): Promise<Evidence> {
    const { gatherEvidence } = await import('../doctor/checkSetup.ts');
    this.#evidence = await gatherEvidence(bccTracePath());
    await this.#judge(this.#evidence);
    return this.#evidence;
  }

  async #judge(evidence: Evidence): Promise<void> {
    const { setupOf } = await import('../doctor/checkSetup.ts');
    this.#setup = setupOf(evidence, this.#selfTests);
  }

  /** One thing at a time: what is asked for meanwhile is not done. */
  async #work(sentence: string, work: () => Promise<void>): Promise<void> {
    if (this.#busy !== null) return;
    this.#busy = sentence;
    this.#show();
    try {
      await work();
    } finally {
      this.#busy = null;
      this.#show();
    }
  }

  #open(): void {
    if (this.#panel !== null) {
      this.#panel.reveal();
      return;
    }
    this.#closed = new AbortController();
    this.#panel = window.createWebviewPanel('rustTraceSetup', 'Rust Trace Setup', ViewColumn.Active, {
      enableScripts: false,
      enableCommandUris: SETUP_LINKS,
      localResourceRoots: [],
    });
    this.#panel.onDidDispose(() => {
      this.#panel = null;
      this.#closed.abort();
    });
  }

  #show(): void {
    if (this.#panel === null) return;
    const nonce = randomBytes(16).toString('hex');
    this.#panel.webview.html = setupHtml({ setup: this.#setup, busy: this.#busy }, nonce);
  }
}

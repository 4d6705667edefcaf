/**
 * Which artifact functions are looked for in: what runs, else the newest, or the one that the person chose. Shown in the
 * status bar while a Rust file is in front; command `rustTrace.chooseArtifact`.
 */

import { Disposable, type QuickPickItem, StatusBarAlignment, Uri, window, workspace } from 'vscode';
import { isRustFile } from '../client/documentFunctions.ts';
import type { Requests } from '../client/requests.ts';
import { COMMANDS } from '../contributions.ts';
import type { Artifact, ArtifactKey } from '../model/artifact.ts';
import { HumanError } from '../model/humanError.ts';
import type { RustFunction } from '../model/rustFunction.ts';
import type { ArtifactMemory } from './artifactMemory.ts';
import { artifactFacts, artifactName } from './artifactText.ts';

interface Choice extends QuickPickItem {
  /** Null for the automatic choice. */
  readonly artifact: Artifact | null;
}

const AUTOMATIC: Choice = {
  label: '$(wand) Automatic',
  description: 'what runs, else the newest',
  artifact: null,
};

export class ArtifactChoice implements Disposable {
  readonly #requests: Requests;
  readonly #memory: ArtifactMemory;
  readonly #item = window.createStatusBarItem('rustTrace.artifact', StatusBarAlignment.Right, 50);
  readonly #subscriptions: Disposable;

  constructor(requests: Requests, memory: ArtifactMemory) {
    this.#requests = requests;
    this.#memory = memory;
    this.#item.name = 'Rust Trace: Traced Binary';
    this.#item.command = COMMANDS.chooseArtifact;
    const draw = (): void => {
      this.#draw();
    };
    this.#subscriptions = Disposable.from(
      this.#item,
      window.onDidChangeActiveTextEditor(draw),
      workspace.onDidGrantWorkspaceTrust(draw),
    );
    draw();
  }

  /** The artifact that functions of `file` (absolute path) are wanted in; null to take the likeliest. */
  preferredFor(file: string): ArtifactKey | null {
    const chosen = this.#memory.get(folderOf(file));
    return chosen === 'automatic' ? null : chosen;
  }

  /** Whether the person has chosen for the folder of `file`, be it the automatic choice. */
  isMade(file: string): boolean {
    return this.#memory.get(folderOf(file)) !== null;
  }

  /** The command: lets the person choose for the file in front. @throws HumanError when that is no Rust file. */
  async choose(): Promise<void> {
    const document = window.activeTextEditor?.document;
    if (document === undefined || !isRustFile(document)) {
      throw new HumanError({
        message: 'No Rust file is open in the editor.',
        advice: 'Open one of the workspace whose programs are to be traced.',
      });
    }
    await this.chooseFor(document.uri.fsPath);
  }

  /** Lets the person choose for the workspace of `file` (absolute path). */
  async chooseFor(file: string): Promise<void> {
    const { artifacts } = await this.#requests.artifacts(file);
    const placeHolder =
      artifacts.length === 0 ? 'Nothing of this workspace has been built yet' : 'Where to look for the functions';
    await this.#ask(file, artifacts, placeHolder);
  }

  /** Asks which of several is meant, and remembers it; null for the automatic choice, undefined when nothing is chosen. */
  askAmong(fn: RustFunction, artifacts: readonly Artifact[]): Promise<Artifact | null | undefined> {
    const likeliest = artifacts.map(artifact => ({ artifact, isRunning: false }));
    return this.#ask(fn.file, likeliest, `${fn.path} is in several binaries: which one is to be traced?`);
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  async #ask(
    file: string,
    artifacts: readonly { readonly artifact: Artifact; readonly isRunning: boolean }[],
    placeHolder: string,
  ): Promise<Artifact | null | undefined> {
    const nowMs = Date.now();
    const choices = artifacts.map(({ artifact, isRunning }): Choice => ({
      label: artifact.targetName,
      description: artifactFacts(artifact, isRunning, nowMs),
      artifact,
    }));
    const chosen = await window.showQuickPick([AUTOMATIC, ...choices], {
      title: 'Rust Trace: Traced Binary',
      placeHolder,
      ignoreFocusOut: true,
      matchOnDescription: true,
    });
    if (chosen === undefined) return undefined;
    await this.#memory.set(folderOf(file), chosen.artifact ?? 'automatic');
    this.#draw();
    return chosen.artifact;
  }

  #draw(): void {
    const document = window.activeTextEditor?.document;
    if (document === undefined || !isRustFile(document) || !workspace.isTrusted) {
      this.#item.hide();
      return;
    }
    const preferred = this.preferredFor(document.uri.fsPath);
    this.#item.text = `$(file-binary) ${preferred === null ? 'auto' : artifactName(preferred)}`;
    this.#item.tooltip =
      preferred === null
        ? 'Rust Trace looks for functions in the binary that runs, else in the newest. Click to choose one.'
        : `Rust Trace looks for functions in ${artifactName(preferred)} first. Click to choose another.`;
    this.#item.show();
  }
}

/** What a choice is kept for: the workspace folder, or all files outside of any. */
function folderOf(file: string): string {
  return workspace.getWorkspaceFolder(Uri.file(file))?.uri.fsPath ?? '';
}

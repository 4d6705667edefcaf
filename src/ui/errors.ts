/** Shows what went wrong: one message, its advice, and the way out as a button. */

import { commands, type OutputChannel, window } from 'vscode';
import { type HumanAction, type HumanErrorDetail, toHumanDetail } from '../model/humanError.ts';

export class ErrorPresenter {
  readonly #log: OutputChannel;

  /** `log`: what `Show Log` opens. */
  constructor(log: OutputChannel) {
    this.#log = log;
  }

  /** Shows anything that was thrown. Does not wait for the person. */
  show(error: unknown): void {
    const detail = toHumanDetail(error);
    const button = detail.action === undefined ? null : buttonOf(detail.action);
    const message = messageOf(detail);
    if (button === null || detail.action === undefined) {
      void window.showErrorMessage(message);
      return;
    }
    const { action } = detail;
    void window.showErrorMessage(message, button).then(chosen => {
      if (chosen === button) this.#carryOut(action);
    });
  }

  #carryOut(action: HumanAction): void {
    switch (action.kind) {
      case 'build':
        return;
      case 'showLog':
        this.#log.show(true);
        return;
      case 'openSetting':
        void commands.executeCommand('workbench.action.openSettings', action.setting);
        return;
      case 'runInTerminal': {
        const terminal = window.createTerminal('Rust Trace');
        terminal.show();
        // Typed, not run: the person reads it and presses Enter.
        terminal.sendText(action.command, false);
      }
    }
  }
}

/** Message and advice as one text. */
export function messageOf(detail: HumanErrorDetail): string {
  return detail.advice === undefined ? detail.message : `${detail.message} ${detail.advice}`;
}

/** Null for `build`: only who knows the target can build, and offers it (buildOffer.ts). */
function buttonOf(action: HumanAction): string | null {
  switch (action.kind) {
    case 'build':
      return null;
    case 'showLog':
      return 'Show Log';
    case 'openSetting':
      return 'Open Setting';
    case 'runInTerminal':
      return 'Show in Terminal';
  }
}

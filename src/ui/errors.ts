/** Shows what went wrong: one message, its advice, and the way out as a button. */

import { commands, type OutputChannel, window } from 'vscode';
import { COMMANDS } from '../contributions.ts';
import { type HumanAction, toHumanDetail, wholeMessage } from '../model/humanError.ts';

/** What buttons of a message do where it is shown. */
export interface WaysOut {
  /** What `Show Log` opens. */
  readonly log: OutputChannel;
  /** Builds what is to be built; without it there is no such button. */
  readonly build?: () => void;
}

/** Shows anything that was thrown. Does not wait for the person. */
export function showError(error: unknown, ways: WaysOut): void {
  const detail = toHumanDetail(error);
  const button = detail.action === undefined ? null : buttonOf(detail.action, ways);
  void window.showErrorMessage(wholeMessage(detail), ...(button === null ? [] : [button.label])).then(chosen => {
    if (button !== null && chosen === button.label) button.press();
  });
}

interface Button {
  readonly label: string;
  readonly press: () => void;
}

function buttonOf(action: HumanAction, { log, build }: WaysOut): Button | null {
  switch (action.kind) {
    case 'build':
      return build === undefined ? null : { label: 'Build and Trace', press: build };
    case 'showLog':
      return {
        label: 'Show Log',
        press: () => {
          log.show(true);
        },
      };
    case 'openSetting':
      return {
        label: 'Open Setting',
        press: () => void commands.executeCommand('workbench.action.openSettings', action.setting),
      };
    case 'checkSetup':
      return { label: 'Check Setup', press: () => void commands.executeCommand(COMMANDS.checkSetup) };
    case 'runInTerminal':
      return {
        label: 'Show in Terminal',
        press: () => {
          typeInTerminal(action.command);
        },
      };
  }
}

/** Typed, not run: the person reads it and presses Enter. */
export function typeInTerminal(command: string): void {
  const terminal = window.createTerminal('Rust Trace');
  terminal.show();
  terminal.sendText(command, false);
}

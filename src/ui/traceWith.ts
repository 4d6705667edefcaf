/**
 * The command `rustTrace.traceWith`: a choice of the arguments and fields that are read at each call, and of returns. It is
 * remembered for the function, and holds for every trace of it.
 */

import { type QuickPickItem, QuickPickItemKind, window } from 'vscode';
import type { Requests } from '../client/requests.ts';
import type { RustFunction } from '../model/rustFunction.ts';
import type { ArtifactChoice } from './artifactChoice.ts';
import type { CaptureChoices } from './captureChoices.ts';
import { chosenFields, fieldRows, type FieldRow, shortTypeName } from './fieldChoice.ts';
import type { Tracing } from './tracing.ts';

interface Item extends QuickPickItem {
  /** Null for what is no field. */
  readonly path: string | null;
}

const RETURNS = 'Returned values and durations';

export class TraceWith {
  readonly #requests: Requests;
  readonly #choice: ArtifactChoice;
  readonly #captures: CaptureChoices;
  readonly #tracing: Tracing;

  constructor(requests: Requests, choice: ArtifactChoice, captures: CaptureChoices, tracing: Tracing) {
    this.#requests = requests;
    this.#choice = choice;
    this.#captures = captures;
    this.#tracing = tracing;
  }

  /** Resolves when the trace is on its way, or nothing was chosen. @throws HumanError when it cannot be traced. */
  async trace(fn: RustFunction): Promise<void> {
    const { fields } = await this.#requests.fields(fn, this.#choice.preferredFor(fn.file));
    const before = this.#captures.optionsFor(fn, null);
    const rows = fieldRows(fields, before.fields);
    const returns: Item = { label: RETURNS, picked: before.returns, path: null };
    const items = [returns, ...(rows.length === 0 ? [] : [ARGUMENTS, ...rows.map(itemOf)])];
    const picked = await window.showQuickPick(items, {
      title: `Trace ${fn.path} with…`,
      placeHolder:
        rows.length === 0 ? 'Nothing is known of its arguments in what was built' : 'What to read at each call',
      canPickMany: true,
      matchOnDescription: true,
      ignoreFocusOut: true,
    });
    if (picked === undefined) return;
    const ticked = new Set(picked.flatMap(({ path }) => (path === null ? [] : [path])));
    await this.#captures.memory.set(fn, {
      returns: picked.some(({ label }) => label === RETURNS),
      ...(fields.length === 0 ? {} : { fields: chosenFields(fields, ticked) }),
    });
    await this.#tracing.traceNewest(fn);
  }
}

const ARGUMENTS: Item = { label: 'arguments', kind: QuickPickItemKind.Separator, path: null };

function itemOf({ path, name, typeName, depth, isTicked }: FieldRow): Item {
  return { label: `${'\u2003'.repeat(depth)}${name}`, description: shortTypeName(typeName), picked: isTicked, path };
}

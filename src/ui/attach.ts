/**
 * The command `rustTrace.attachToProcess`: a list of running processes, kept up to date while it is open, and the trace of
 * the function in the one that is chosen.
 */

import { setTimeout } from 'node:timers/promises';
import { type QuickPick, type QuickPickItem, QuickPickItemKind, window } from 'vscode';
import type { Requests } from '../client/requests.ts';
import type { RustFunction } from '../model/rustFunction.ts';
import { processRows, type ProcessRow, type ProcessRows } from './processItems.ts';
import type { Tracing } from './tracing.ts';

/** A program that was just started should appear while one looks. */
const REFRESH_MS = 2_000;

interface Item extends QuickPickItem {
  readonly pid: number | null;
}

export class AttachFeature {
  readonly #requests: Requests;
  readonly #tracing: Tracing;

  constructor(requests: Requests, tracing: Tracing) {
    this.#requests = requests;
    this.#tracing = tracing;
  }

  /** Resolves when the trace is on its way, or nothing was chosen. @throws HumanError when the process cannot be traced. */
  async attach(fn: RustFunction): Promise<void> {
    const pid = await this.#choose(fn);
    if (pid !== null) await this.#tracing.traceProcess(fn, pid);
  }

  async #choose(fn: RustFunction): Promise<number | null> {
    const pick = window.createQuickPick<Item>();
    pick.title = `Rust Trace: ${fn.path} in a Running Process`;
    pick.placeholder = 'Only calls in the process that you choose will be shown';
    pick.matchOnDescription = pick.matchOnDetail = true;
    pick.keepScrollPosition = true;
    pick.ignoreFocusOut = true;
    pick.busy = true;
    const closed = new AbortController();
    const chosen = new Promise<number | null>(resolve => {
      pick.onDidAccept(() => {
        const pid = pick.selectedItems[0]?.pid ?? null;
        if (pid !== null) resolve(pid);
      });
      pick.onDidHide(() => {
        resolve(null);
      });
    });
    try {
      pick.show();
      return await Promise.race([chosen, this.#keepUpToDate(pick, fn, closed.signal)]);
    } finally {
      closed.abort();
      pick.dispose();
    }
  }

  /** Resolves when aborted. */
  async #keepUpToDate(pick: QuickPick<Item>, fn: RustFunction, signal: AbortSignal): Promise<null> {
    const isOpen = (): boolean => !signal.aborted;
    while (isOpen()) {
      const { processes } = await this.#requests.processes(fn);
      if (isOpen()) show(pick, processRows(processes));
      await setTimeout(REFRESH_MS, null, { signal }).catch(() => null);
    }
    return null;
  }
}

/** The row that was active stays so, wherever it has gone. */
function show(pick: QuickPick<Item>, rows: ProcessRows): void {
  const active = pick.activeItems[0]?.pid;
  pick.busy = false;
  pick.items = itemsOf(rows);
  const same = active === undefined ? undefined : pick.items.find(({ pid }) => pid === active);
  if (same !== undefined) pick.activeItems = [same];
}

function itemsOf({ known, closed }: ProcessRows): Item[] {
  const shown = known.length > 0 ? known.map(item) : [NOTHING];
  return closed.length === 0 ? shown : [...shown, OTHERS, ...closed.map(item)];
}

function item(row: ProcessRow): Item {
  return row;
}

const NOTHING: Item = {
  label: '$(info) No process that could be looked into runs this function',
  detail: 'Start the program: it will appear here.',
  alwaysShow: true,
  pid: null,
};

const OTHERS: Item = { label: 'could not be looked into', kind: QuickPickItemKind.Separator, pid: null };

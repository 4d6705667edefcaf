/**
 * The command `rustTrace.countMatching`: asks for a pattern, shows while it is being written which functions match, and
 * counts all of them or one. What the rows say is made in countRows.ts.
 */

import { Disposable, type QuickInputButton, type QuickPickItem, QuickPickItemKind, ThemeIcon, window } from 'vscode';
import type { Requests } from '../../client/requests.ts';
import { FUNCTION_ORIGINS, type FunctionOrigin } from '../../model/countPlan.ts';
import { toHumanDetail } from '../../model/humanError.ts';
import type { CountableAnswer } from '../../server/protocol.ts';
import type { ArtifactChoice } from '../artifactChoice.ts';
import { buildWithProgress } from '../build.ts';
import type { Counting } from './counting.ts';
import { type CountMemory, type PatternChoice, toggled } from './countMemory.ts';
import {
  actionByNow,
  type CountRow,
  countRows,
  countTitle,
  failureRows,
  ORIGIN_NAMES,
  type RowAction,
} from './countRows.ts';
import { LatestAnswer } from './latestAnswer.ts';

/** Functions that are listed. */
const LISTED = 100;

interface Item extends QuickPickItem {
  readonly action: RowAction;
}

/** Null for the choice of the binary. */
interface Button extends QuickInputButton {
  readonly origin: FunctionOrigin | null;
}

/** How the list was left; null when it was closed. */
type Left = Exclude<RowAction, { kind: 'none' | 'separator' }> | null;

const ORIGIN_ICONS: Readonly<Record<FunctionOrigin, string>> = { own: 'home', dependency: 'package', std: 'library' };

export class CountMatching {
  readonly #requests: Requests;
  readonly #choice: ArtifactChoice;
  readonly #memory: CountMemory;
  readonly #counting: Counting;

  constructor(requests: Requests, choice: ArtifactChoice, memory: CountMemory, counting: Counting) {
    this.#requests = requests;
    this.#choice = choice;
    this.#memory = memory;
    this.#counting = counting;
  }

  /** Resolves when the count is on its way, or nothing was chosen. `from`: absolute path of a file of the workspace. @throws HumanError when it cannot be counted. */
  async ask(from: string): Promise<void> {
    let asked = this.#memory.get();
    for (;;) {
      const { left, choice } = await this.#choose(asked, from);
      asked = choice;
      await this.#memory.set(asked);
      switch (left?.kind) {
        case undefined:
          return;
        case 'countAll':
          await this.#counting.count({ kind: 'pattern', ...asked }, from);
          return;
        case 'countOne': {
          const { name, origin } = left;
          await this.#counting.count({ kind: 'pattern', pattern: exactly(name), origins: [origin] }, from, name);
          return;
        }
        case 'origins':
          asked = { ...asked, origins: (await chooseOrigins(asked.origins)) ?? asked.origins };
          break;
        case 'artifact':
          await this.#choice.chooseFor(from);
          break;
        case 'build':
          if (!(await buildWithProgress(this.#requests, left.build))) return;
          break;
      }
    }
  }

  /** Shows the list until a row is chosen that leads elsewhere. */
  async #choose(asked: PatternChoice, from: string): Promise<{ readonly left: Left; readonly choice: PatternChoice }> {
    let choice = asked;
    const pick = window.createQuickPick<Item>();
    // Not among the types of the editor, which sorts what it is given by the labels otherwise.
    Object.assign(pick, { sortByLabel: false });
    pick.placeholder = 'Part of a name, db::*, <* as Iterator>::next, or /regex/';
    pick.value = asked.pattern;
    pick.ignoreFocusOut = true;
    const answers = new LatestAnswer<PatternChoice, CountableAnswer>({
      ask: wanted => this.#countable(wanted, from),
      onBusy: isBusy => {
        pick.busy = isBusy;
      },
      onAnswer: (answer, wanted) => {
        pick.title = countTitle(answer, wanted);
        pick.items = countRows(answer, wanted).map(itemOf);
      },
      onFailure: (error, wanted) => {
        pick.title = countTitle(null, wanted);
        pick.items = failureRows(toHumanDetail(error), wanted).map(itemOf);
      },
    });
    const wish = (wanted: PatternChoice, isAtOnce: boolean): void => {
      choice = wanted;
      pick.buttons = buttonsOf(wanted);
      answers.request(wanted, isAtOnce);
    };
    const subscriptions: Disposable[] = [];
    try {
      return await new Promise(resolve => {
        const leave = (left: Left): void => {
          resolve({ left, choice });
        };
        subscriptions.push(
          pick.onDidChangeValue(pattern => {
            wish({ ...choice, pattern }, false);
          }),
          pick.onDidTriggerButton(button => {
            const { origin } = button as Button;
            if (origin === null) leave({ kind: 'artifact' });
            else wish({ ...choice, origins: toggled(choice.origins, origin) }, true);
          }),
          pick.onDidAccept(() => {
            const chosen = pick.selectedItems[0]?.action;
            void answers.settled().then(isNewer => {
              const action = isNewer ? actionByNow(chosen, pick.items[0]?.action) : chosen;
              if (action !== undefined && isLeaving(action)) leave(action);
            });
          }),
          pick.onDidHide(() => {
            leave(null);
          }),
        );
        pick.title = countTitle(null, asked);
        wish(asked, true);
        pick.show();
      });
    } finally {
      answers.dispose();
      Disposable.from(...subscriptions, pick).dispose();
    }
  }

  #countable({ pattern, origins }: PatternChoice, from: string): Promise<CountableAnswer> {
    const preferred = this.#choice.preferredFor(from);
    return this.#requests.countable({
      selection: { kind: 'pattern', pattern, origins },
      from,
      preferred,
      limit: LISTED,
    });
  }
}

/** Undefined when it was closed. */
async function chooseOrigins(origins: readonly FunctionOrigin[]): Promise<readonly FunctionOrigin[] | undefined> {
  const items = FUNCTION_ORIGINS.map(origin => ({
    label: ORIGIN_NAMES[origin],
    picked: origins.includes(origin),
    origin,
  }));
  const picked = await window.showQuickPick(items, {
    title: 'Count Calls of Functions In…',
    canPickMany: true,
    ignoreFocusOut: true,
  });
  return picked === undefined || picked.length === 0 ? undefined : picked.map(({ origin }) => origin);
}

function buttonsOf({ origins }: PatternChoice): Button[] {
  return [
    ...FUNCTION_ORIGINS.map((origin): Button => {
      const is = origins.includes(origin);
      const tooltip = `${is ? 'Leave out' : 'Take in'} ${ORIGIN_NAMES[origin]}`;
      // One that is left out is drawn faint.
      return { iconPath: new ThemeIcon(`${ORIGIN_ICONS[origin]}${is ? '' : '~disabled'}`), tooltip, origin };
    }),
    { iconPath: new ThemeIcon('file-binary'), tooltip: 'Choose the binary', origin: null },
  ];
}

/** The editor would hide what its own matching does not find in a label. */
function itemOf({ action, ...texts }: CountRow): Item {
  return action.kind === 'separator'
    ? { ...texts, kind: QuickPickItemKind.Separator, action }
    : { ...texts, alwaysShow: true, action };
}

function isLeaving(action: RowAction): action is Exclude<Left, null> {
  return action.kind !== 'none' && action.kind !== 'separator';
}

/** A pattern that the name alone matches. */
function exactly(name: string): string {
  return `/^${name.replace(/[\\^$.*+?()[\]{}|/]/gu, '\\$&')}$/`;
}

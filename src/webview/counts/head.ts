/** What stands above the table: what is counted, how far it is, who counts, and what the numbers lack. */

import { countText } from '../../model/numberText.ts';
import { elapsedText, rateCell } from './cellText.ts';
import { button, element, setText } from './elements.ts';
import type { Comparison, CountsMessage } from './messages.ts';

const LOWER_BOUNDS = '≥: the counter may have missed calls, so these counts are lower bounds.';

export class HeadView {
  readonly element: HTMLElement;
  readonly #title = element('h1');
  readonly #what = element('span', { className: 'what' });
  readonly #state = element('span', { className: 'state' });
  readonly #numbers = element('span', { className: 'numbers' });
  readonly #carrier = element('span', { className: 'carrier' });
  readonly #compared = element('p', { className: 'compared-with' });
  readonly #notes = element('ul', { className: 'notes' });
  readonly #outdated: HTMLElement;
  readonly #spoken = element('p', { className: 'spoken', role: 'status' });
  /** Only another state is said, not each tick. */
  #saidState = '';
  #shownNotes: readonly string[] = [];

  constructor(countAgain: () => void) {
    this.#outdated = element(
      'p',
      { className: 'outdated' },
      element('span', { text: 'The program has been built again since. ' }),
      button({ className: 'link', text: 'Count again' }, countAgain),
    );
    this.element = element(
      'header',
      {},
      element('div', { className: 'summary' }, this.#title, this.#what, this.#state, this.#numbers, this.#carrier),
      this.#outdated,
      this.#compared,
      this.#notes,
      this.#spoken,
    );
  }

  show(
    { head, elapsedMs, total, totalPerSecond, isExact, isTotalExact, comparison }: CountsMessage,
    functions: number,
  ): void {
    setText(this.#title, head.title);
    setText(this.#what, `${head.artifact} · ${countText(functions, 'function')}`);
    setText(this.#state, head.state);
    this.#state.className = `state ${head.tone}`;
    setText(this.#numbers, numbersText(elapsedMs, total, totalPerSecond, isTotalExact));
    setText(this.#carrier, head.carrier ?? '');
    this.#outdated.hidden = !head.isOutdated;
    this.#compared.hidden = comparison === null;
    if (comparison !== null) {
      setText(this.#compared, `Compared with ${comparison.title}: ${comparedText(comparison)}.`);
    }
    this.#showNotes(isExact ? head.notes : [...head.notes, LOWER_BOUNDS]);
    if (head.state !== this.#saidState) this.say(head.state);
    this.#saidState = head.state;
  }

  /** For a screen reader, which says it once it has a pause. */
  say(text: string): void {
    setText(this.#spoken, text);
  }

  #showNotes(notes: readonly string[]): void {
    if (notes.length === this.#shownNotes.length && notes.every((note, at) => note === this.#shownNotes[at])) return;
    this.#shownNotes = notes;
    this.#notes.hidden = notes.length === 0;
    this.#notes.replaceChildren(...notes.map(text => element('li', { text })));
  }
}

/** Nothing before any number is known. */
function numbersText(elapsedMs: number, total: number | null, perSecond: number | null, isExact: boolean): string {
  if (total === null) return '';
  const calls = countText(total, 'call', isExact);
  return [elapsedText(elapsedMs), calls, rateCell(perSecond)].filter(text => text !== '').join(' · ');
}

function comparedText({ isPerSecond, isExact }: Comparison): string {
  if (!isExact) return 'one of the runs may have missed calls, so there are no differences';
  return isPerSecond ? 'calls a second, since the runs were not equally long' : 'calls';
}

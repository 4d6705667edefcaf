/** Questions while a person types: asked when they pause, and only the answer to the newest counts. Pure. */

import { REAL_TIMERS, type Timers } from '../../session/timers.ts';

/** After the last keystroke. */
const QUIET_MS = 60;

export interface LatestAnswerOptions<Question, Answer> {
  readonly ask: (question: Question) => Promise<Answer>;
  /** Whether an answer is awaited. */
  readonly onBusy: (isBusy: boolean) => void;
  readonly onAnswer: (answer: Answer, question: Question) => void;
  readonly onFailure: (error: unknown, question: Question) => void;
  readonly timers?: Timers;
}

export class LatestAnswer<Question, Answer> {
  readonly #options: LatestAnswerOptions<Question, Answer>;
  readonly #timers: Timers;
  /** Of the newest question; an answer to another is dropped. */
  #number = 0;
  #isAwaited = false;
  #cancel: (() => void) | null = null;
  #waiting: ((isNewer: boolean) => void)[] = [];

  constructor(options: LatestAnswerOptions<Question, Answer>) {
    this.#options = options;
    this.#timers = options.timers ?? REAL_TIMERS;
  }

  /** `isAtOnce`: no further keystroke is expected. */
  request(question: Question, isAtOnce: boolean): void {
    this.#cancel?.();
    const number = ++this.#number;
    if (!this.#isAwaited) this.#options.onBusy(true);
    this.#isAwaited = true;
    this.#cancel = this.#timers.after(isAtOnce ? 0 : QUIET_MS, () => {
      this.#cancel = null;
      void this.#ask(question, number);
    });
  }

  /** Resolves when no answer is awaited any more; false where none was. */
  settled(): Promise<boolean> {
    if (!this.#isAwaited) return Promise.resolve(false);
    return new Promise(resolve => this.#waiting.push(resolve));
  }

  /** No answer is told of afterwards; who waits is told that nothing came. */
  dispose(): void {
    this.#cancel?.();
    this.#number++;
    this.#release(false);
  }

  async #ask(question: Question, number: number): Promise<void> {
    let tell: () => void;
    try {
      const answer = await this.#options.ask(question);
      tell = () => {
        this.#options.onAnswer(answer, question);
      };
    } catch (error) {
      tell = () => {
        this.#options.onFailure(error, question);
      };
    }
    if (number !== this.#number) return;
    tell();
    this.#isAwaited = false;
    this.#options.onBusy(false);
    this.#release(true);
  }

  #release(isNewer: boolean): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve(isNewer);
  }
}

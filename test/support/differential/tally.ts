/** Verdicts counted: over all values, and for each parameter. */

import type { Verdict } from './verdict.ts';

type Kind = Verdict['kind'];

export class Tally {
  readonly #values: Record<Kind, number> = { equal: 0, cut: 0, absent: 0, wrong: 0 };
  readonly #parameters = new Map<string, Set<Kind>>();
  readonly #reasons = new Map<string, Set<string>>();
  readonly #wrong: string[] = [];

  /** `parameter` is the function and the name. */
  add(parameter: string, verdict: Verdict): void {
    this.#values[verdict.kind]++;
    const kinds = this.#parameters.get(parameter) ?? new Set();
    this.#parameters.set(parameter, kinds.add(verdict.kind));
    if (verdict.kind === 'wrong') this.#wrong.push(`${parameter}: ${verdict.shown} for ${verdict.expected}`);
    if (verdict.kind === 'absent') {
      const of = this.#reasons.get(verdict.reason) ?? new Set();
      this.#reasons.set(verdict.reason, of.add(parameter));
    }
  }

  /** Each wrong value in words. */
  get wrong(): readonly string[] {
    return this.#wrong;
  }

  get values(): Readonly<Record<Kind, number>> & { readonly all: number } {
    const { equal, cut, absent, wrong } = this.#values;
    return { ...this.#values, all: equal + cut + absent + wrong };
  }

  get parameters(): number {
    return this.#parameters.size;
  }

  /** Part of the values that are equal or cut, 0 to 1. */
  get readable(): number {
    const { equal, cut, all } = this.values;
    return (equal + cut) / all;
  }

  /** Lines that a person reads. */
  table(title: string): string {
    const { all } = this.values;
    const percent = (count: number): string => `${((100 * count) / all).toFixed(1)} %`;
    const kindsOf = (wanted: (kinds: ReadonlySet<Kind>) => boolean): number =>
      [...this.#parameters.values()].filter(wanted).length;
    const rows = (['equal', 'cut', 'absent', 'wrong'] as const).map(
      kind =>
        `  ${kind.padEnd(8)}${String(this.#values[kind]).padStart(8)}  ${percent(this.#values[kind]).padStart(7)}`,
    );
    const reasons = [...this.#reasons]
      .sort(([, a], [, b]) => b.size - a.size)
      .map(([reason, of]) => `  absent in ${String(of.size)} parameters, ${[...of].slice(0, 2).join(', ')}: ${reason}`);
    return [
      `${title}: ${String(all)} values of ${String(this.parameters)} parameters`,
      ...rows,
      `  parameters: ${String(kindsOf(kinds => kinds.size === 1 && kinds.has('equal')))} always equal, ` +
        `${String(kindsOf(kinds => !kinds.has('absent') && kinds.has('cut')))} cut now and then, ` +
        `${String(kindsOf(kinds => kinds.has('absent')))} absent now and then, ` +
        `${String(kindsOf(kinds => kinds.size === 1 && kinds.has('absent')))} always absent`,
      ...reasons,
    ].join('\n');
  }
}

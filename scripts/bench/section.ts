/**
 * One part of the bench: what is measured, beside which tools, and what of it was aimed at. Each stands in a folder of
 * its own; `../bench.ts` runs them one after the other and puts what they say into docs/benchmarks.md.
 */

export interface BenchContext {
  /** So many times each contender runs, all in turn. */
  readonly rounds: number;
  /** Also the programs whose builds take many minutes. */
  readonly large: boolean;
  /** May packages be installed? */
  readonly install: boolean;
  /** An empty folder for files. */
  readonly scratch: string;
  readonly log: (line: string) => void;
}

/** What was aimed at, and how it came out. */
export interface Aim {
  /** What is compared, as a clause without a full stop. */
  readonly what: string;
  /** `≤ 0.5 × gdb`. */
  readonly wanted: string;
  /** In the same words: `0.43 × gdb`. */
  readonly measured: string;
  readonly isMet: boolean;
}

export interface SectionResult {
  /** Markdown: how it was measured, and tables; without the heading. */
  readonly text: string;
  readonly aims: readonly Aim[];
  /** What is wrong, not slow: one line each, and the bench fails. */
  readonly failures?: readonly string[];
}

export interface Section {
  /** Its folder, and what a person writes: `npm run bench -- NAME`. */
  readonly name: string;
  /** Document with its part, between two markers. */
  readonly document: 'docs/benchmarks.md' | 'docs/resolver.md';
  /** Heading of its part; null where the document has one. */
  readonly title: string | null;
  /** Packages of Debian's by the commands that are measured beside ours. */
  readonly tools: Readonly<Record<string, string>>;
  /** `dist/` is built as it is shipped. Rejects when it cannot be measured at all. */
  readonly run: (context: BenchContext) => Promise<SectionResult>;
}

/** An aim that a figure is at most so large. `text` puts a figure into words: `${x} × gdb`. */
export function atMost(what: string, limit: number, figure: number, text: (figure: string) => string): Aim {
  const isMet = figure <= limit;
  return { what, wanted: `≤ ${text(String(limit))}`, measured: text(digits(figure)), isMet };
}

/** Three digits that count: 1234, 12.3, 0.123. */
export function digits(figure: number): string {
  if (!Number.isFinite(figure)) return 'not measured';
  return Math.abs(figure) >= 100 ? figure.toFixed(0) : String(Number(figure.toPrecision(3)));
}

/** The kinds of tests, what each needs of the machine, and how many must run at the least. */

import type { Need } from '../prepare.ts';

export interface TestKind {
  readonly name: string;
  /** Script and arguments for `node --import tsx`; it appends its counts to `$RUST_TRACE_TEST_REPORT`. */
  readonly command: readonly string[];
  readonly needs: readonly Need[];
  /** Fewer tests than these mean that some were lost on the way, and fail the kind. */
  readonly minimum: number;
  readonly timeoutMs: number;
}

const minuteMs = 60_000;

function mochaIn(folder: string, testTimeoutMs: number): readonly string[] {
  return ['test/support/runMocha.ts', `--timeout=${testTimeoutMs}`, folder];
}

export const testKinds: readonly TestKind[] = [
  // Pure code.
  { name: 'unit', command: mochaIn('test/unit', 20_000), needs: ['cargo'], minimum: 1600, timeoutMs: 5 * minuteMs },
  // Real child processes, nothing privileged.
  {
    name: 'process',
    command: mochaIn('test/process', 60_000),
    needs: ['cargo', 'binaryTools'],
    minimum: 340,
    timeoutMs: 10 * minuteMs,
  },
  // Real tracers on the real demo.
  {
    name: 'root',
    command: mochaIn('test/root', 90_000),
    needs: ['cargo', 'root', 'sudo', 'tracefs', 'bcc'],
    minimum: 190,
    timeoutMs: 20 * minuteMs,
  },
  // Inside VS Code's extension host.
  {
    name: 'host',
    command: ['test/host/run.ts'],
    needs: ['cargo', 'vscode', 'chromium'],
    minimum: 55,
    timeoutMs: 6 * minuteMs,
  },
  // On VS Code's page, tracing for real.
  {
    name: 'ui',
    command: mochaIn('test/ui', 60_000),
    needs: ['cargo', 'root', 'tracefs', 'bcc', 'vscode', 'chromium'],
    minimum: 60,
    timeoutMs: 10 * minuteMs,
  },
  // Too slow for every change; only when asked for by name.
  {
    name: 'long',
    command: mochaIn('test/long', 5 * minuteMs),
    needs: ['cargo', 'binaryTools', 'root', 'tracefs', 'bcc', 'vscode', 'chromium'],
    minimum: 44,
    timeoutMs: 40 * minuteMs,
  },
];

/** What `npm test` runs. */
export const everydayKinds: readonly string[] = ['unit', 'process', 'root', 'host', 'ui'];

/** Kinds that do not disturb each other: they run at the same time when they follow each other. */
export const parallelKinds: ReadonlySet<string> = new Set(['unit', 'process']);

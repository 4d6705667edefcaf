/** The kinds of tests, what each needs of the machine, and how many must run at the least. */

import type { Need } from '../prepare.ts';

/** Test files that runMocha.ts runs. */
export interface MochaRun {
  /** Folder of the test files, from the project's root. */
  readonly folder: string;
  /** The tests with `LONG_TAG` in all other folders belong to it, too. */
  readonly hasTagged?: boolean;
  /** Of one test that does not say its own. */
  readonly testTimeoutMs: number;
  /** Each file in a process of its own, so that several can run at the same time; else all in one. */
  readonly hasProcessPerFile: boolean;
  /**
   * Names of files beside which no other test runs: their tests measure the machine, look at all that runs on it, or
   * build `dist/` anew.
   */
  readonly alone?: readonly string[];
}

export interface TestKind {
  readonly name: string;
  /** What runs its tests: Mocha, or a script of its own for `node --import tsx`. */
  readonly run: MochaRun | { readonly script: string };
  readonly needs: readonly Need[];
  /** Fewer tests than these mean that some were lost on the way, and fail the kind. */
  readonly minimum: number;
  /** Of each of its processes. */
  readonly timeoutMs: number;
}

const minuteMs = 60_000;

export const testKinds: readonly TestKind[] = [
  // Pure code.
  {
    name: 'unit',
    run: { folder: 'test/unit', testTimeoutMs: 20_000, hasProcessPerFile: false },
    needs: ['cargo'],
    minimum: 1750,
    timeoutMs: 5 * minuteMs,
  },
  // Real child processes, nothing privileged.
  {
    name: 'process',
    run: { folder: 'test/process', testTimeoutMs: 60_000, hasProcessPerFile: true },
    needs: ['cargo', 'binaryTools'],
    minimum: 370,
    timeoutMs: 5 * minuteMs,
  },
  // Real tracers on the real demo.
  {
    name: 'root',
    run: { folder: 'test/root', testTimeoutMs: 90_000, hasProcessPerFile: true },
    needs: ['cargo', 'root', 'sudo', 'tracefs', 'bcc'],
    minimum: 170,
    timeoutMs: 10 * minuteMs,
  },
  // Inside VS Code's extension host.
  {
    name: 'host',
    run: { script: 'test/host/run.ts' },
    needs: ['cargo', 'vscode', 'chromium'],
    minimum: 65,
    timeoutMs: 6 * minuteMs,
  },
  // On VS Code's page, tracing for real.
  {
    name: 'ui',
    run: {
      folder: 'test/ui',
      testTimeoutMs: 60_000,
      hasProcessPerFile: true,
      alone: ['attaching.test.ts', 'flood.test.ts'],
    },
    needs: ['cargo', 'root', 'tracefs', 'bcc', 'vscode', 'chromium'],
    minimum: 75,
    timeoutMs: 5 * minuteMs,
  },
  // Too slow for every change; only when asked for by name.
  {
    name: 'long',
    run: {
      folder: 'test/long',
      hasTagged: true,
      testTimeoutMs: 5 * minuteMs,
      hasProcessPerFile: true,
      alone: ['floodCost.test.ts', 'floodHost.test.ts', 'freshMachine.test.ts', 'installedPackage.test.ts'],
    },
    needs: ['cargo', 'binaryTools', 'root', 'tracefs', 'bcc', 'vscode', 'chromium'],
    minimum: 92,
    timeoutMs: 20 * minuteMs,
  },
];

/** What `npm test` runs. */
export const everydayKinds: readonly string[] = ['unit', 'process', 'root', 'host', 'ui'];

/** The names this extension shares with package.json: commands, settings, context keys, the task type. A test compares both. */

import { DEFAULT_LIMITS } from './model/captureOptions.ts';
import { DEFAULT_RECORDED_PER_SECOND, type TracerChoice } from './tracer/tracerChoice.ts';

export const COMMANDS = {
  /** Argument: FunctionReference, or none for the function at the cursor. */
  trace: 'rustTrace.trace',
  /** The same after a build; behind the hover of a function that could not be traced. Argument: FunctionReference. */
  buildAndTrace: 'rustTrace.buildAndTrace',
  /** Argument: FunctionReference, or none. */
  traceAndRun: 'rustTrace.traceAndRun',
  /** In one process, which is chosen from a list. Argument: FunctionReference, or none for the function at the cursor. */
  attachToProcess: 'rustTrace.attachToProcess',
  /** Only calls that fulfil a condition, which is asked for. Argument: FunctionReference, or none for the function at the cursor. */
  traceWhen: 'rustTrace.traceWhen',
  /** With a choice of what is read at a call. Argument: FunctionReference, or none for the function at the cursor. */
  traceWith: 'rustTrace.traceWith',
  /** The other ways to trace, to choose from; behind the second lens. Argument: FunctionReference. */
  traceMore: 'rustTrace.traceMore',
  /** Argument: FunctionReference, or none for the one at the cursor or a choice. */
  stop: 'rustTrace.stop',
  stopAll: 'rustTrace.stopAll',
  /** Records every hit of a trace that counts only. Argument: FunctionReference, or none for all such traces. */
  recordAll: 'rustTrace.recordAll',
  /** Argument: FunctionReference, or none for all. */
  clear: 'rustTrace.clear',
  showOutput: 'rustTrace.showOutput',
  /** Argument: FunctionReference, or none for the function at the cursor. */
  copyCommand: 'rustTrace.copyCommand',
  chooseArtifact: 'rustTrace.chooseArtifact',
  restartServer: 'rustTrace.restartServer',
  /** A choice of running traces; behind the status bar item. */
  manageTraces: 'rustTrace.manageTraces',
  /** What the lens does in Restricted Mode: says why, and leads to the trust editor. */
  explainTrust: 'rustTrace.explainTrust',
  /** Opens the page that says whether this machine can trace. */
  checkSetup: 'rustTrace.checkSetup',
  /** Traces a program of our own, and shows the outcome on that page. */
  runSelfTest: 'rustTrace.runSelfTest',
  copySetupReport: 'rustTrace.copySetupReport',
  /** A button of that page. Argument: the id of a finding. */
  typeSetupFix: 'rustTrace.typeSetupFix',
} as const;
export type CommandId = (typeof COMMANDS)[keyof typeof COMMANDS];

export const CONFIGURATION_SECTION = 'rustTrace';

/** Settings by name below the section, with their types and defaults. */
export interface Settings {
  readonly 'codeLens.enabled': boolean;
  readonly 'inline.enabled': boolean;
  readonly runArguments: readonly string[];
  /** Whether returned values and durations are traced. */
  readonly returns: boolean;
  /** As in CaptureLimits. */
  readonly 'values.depth': number;
  readonly 'values.elements': number;
  readonly 'values.textBytes': number;
  readonly tracer: TracerChoice;
  /** Hits a second of a trace; 0: no limit. */
  readonly recordedPerSecond: number;
  /** Minutes; 0: none. */
  readonly timeLimit: number;
  /** Absolute path of bcc's `trace`; empty: where distributions put it. */
  readonly bccTracePath: string;
}
export const SETTING_DEFAULTS: Settings = {
  'codeLens.enabled': true,
  'inline.enabled': true,
  runArguments: [],
  returns: true,
  'values.depth': DEFAULT_LIMITS.depth,
  'values.elements': DEFAULT_LIMITS.elements,
  'values.textBytes': DEFAULT_LIMITS.textBytes,
  tracer: 'auto',
  recordedPerSecond: DEFAULT_RECORDED_PER_SECOND,
  timeLimit: 0,
  bccTracePath: '',
};

/** Values of `when` and `enablement` clauses. */
export interface ContextKeys {
  /** At least one trace runs. */
  readonly 'rustTrace.isTracing': boolean;
  /** At least one trace counts only. */
  readonly 'rustTrace.isCountingOnly': boolean;
  /** There is something to clear: a trace that runs, or one that has ended and is still shown. */
  readonly 'rustTrace.hasTraces': boolean;
}

export const COLORS = {
  inline: 'rustTrace.inlineForeground',
  inlineEnded: 'rustTrace.inlineEndedForeground',
} as const;

export const TASK_TYPE = 'rust-trace';

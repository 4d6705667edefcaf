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
  /** Counts the functions whose names match a pattern, which is asked for. */
  countMatching: 'rustTrace.countMatching',
  /** All functions of a source file. Argument: FunctionReference or Uri, or none for the file in front. */
  countFile: 'rustTrace.countFile',
  /** All functions of the module that a source file is, and of those below it. Argument: as above. */
  countModule: 'rustTrace.countModule',
  /** What functions call. Argument: FunctionReference, or none for those selected or the one at the cursor. */
  countCallees: 'rustTrace.countCallees',
  /** The same functions in the newest build, from zero. Argument: id of a CountSession, or none for the one that is shown. */
  countAgain: 'rustTrace.countAgain',
  /** Of the count that is shown, else of the newest that runs; so the next two. */
  stopCounting: 'rustTrace.stopCounting',
  pauseCounting: 'rustTrace.pauseCounting',
  resumeCounting: 'rustTrace.resumeCounting',
  /** Sets the numbers that are shown to zero. */
  resetCounts: 'rustTrace.resetCounts',
  /** With another count, which is chosen from a list. */
  compareCounts: 'rustTrace.compareCounts',
  copyCounts: 'rustTrace.copyCounts',
  exportCounts: 'rustTrace.exportCounts',
  /** Brings the Counts view to the front; of several counts one is chosen. */
  showCounts: 'rustTrace.showCounts',
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
  /** Absolute path of bcc's `funccount`; empty: where distributions put it. */
  readonly bccFunccountPath: string;
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
  bccFunccountPath: '',
};

/** Values of `when` and `enablement` clauses. */
export interface ContextKeys {
  /** At least one trace runs. */
  readonly 'rustTrace.isTracing': boolean;
  /** At least one trace counts only. */
  readonly 'rustTrace.isCountingOnly': boolean;
  /** There is something to clear: a trace that runs, or one that has ended and is still shown. */
  readonly 'rustTrace.hasTraces': boolean;
  /** At least one count runs. */
  readonly 'rustTrace.isCounting': boolean;
  /** There is a count: one that runs, or one that has ended and is still shown. */
  readonly 'rustTrace.hasCounts': boolean;
  /** The newest count that runs is paused. */
  readonly 'rustTrace.isCountingPaused': boolean;
  /** The count that the toolbar of the Counts view means can pause, or go on. */
  readonly 'rustTrace.canPauseCounting': boolean;
}

export const COLORS = {
  inline: 'rustTrace.inlineForeground',
  inlineEnded: 'rustTrace.inlineEndedForeground',
  heat1: 'rustTrace.heat1',
  heat2: 'rustTrace.heat2',
  heat3: 'rustTrace.heat3',
  heat4: 'rustTrace.heat4',
  heat5: 'rustTrace.heat5',
} as const;

/** Of counted functions in the overview ruler, the coldest first. */
export const HEAT_COLORS = [COLORS.heat1, COLORS.heat2, COLORS.heat3, COLORS.heat4, COLORS.heat5] as const;

/** Views by their ids. VS Code makes a command of each, `ID.focus`. */
export const VIEWS = { counts: 'rustTrace.counts' } as const;

export const TASK_TYPE = 'rust-trace';

/**
 * The requests between the extension and the language server, and their wire types.
 * Everything here survives JSON: no bigint, no undefined in arrays, no class instances.
 */

import type { Silence } from '../model/absence.ts';
import type { Artifact, ArtifactKey, BuildTarget } from '../model/artifact.ts';
import type { CaptureOptions } from '../model/captureOptions.ts';
import type { CountSelection } from '../model/countPlan.ts';
import type { HumanErrorDetail } from '../model/humanError.ts';
import type { ProbePlan } from '../model/probePlan.ts';
import type { RustFunction } from '../model/rustFunction.ts';
import type { CodeAddress } from '../probe/addressNames.ts';
import type { Countable, CountPlanning } from '../resolve/countable.ts';
import type { ProcessEntry } from '../resolve/processEntry.ts';
import type { Program } from '../resolve/program.ts';
import type { Resolution } from '../resolve/resolution.ts';

/** Code of a response error whose `data` is a HumanErrorDetail. */
export const humanErrorCode = -32050;

/** The functions of a document, in source order: as it is open in the editor, else as it is on disk (version 0). */
export const functionsRequest = 'rustTrace/functions';
export interface FunctionsParams {
  readonly uri: string;
}
export interface FunctionsAnswer {
  /** Document version the ranges belong to. */
  readonly version: number;
  readonly functions: readonly RustFunction[];
}

/** Where a function lives in what was built, and what to read there. */
export const planRequest = 'rustTrace/plan';
export interface PlanParams {
  readonly function: RustFunction;
  /** The artifact that the person chose, taken where it holds the function; null to take the likeliest. */
  readonly preferred: ArtifactKey | null;
  /** The process that alone is to be traced, in whatever it runs; null to trace every process. */
  readonly process: number | null;
  /** What is to be read at a call. */
  readonly options: CaptureOptions;
}
export type PlanAnswer = Resolution;

/** What is wrong with a condition on the calls of a plan, while it is being written. */
export const checkConditionRequest = 'rustTrace/checkCondition';
export interface CheckConditionParams {
  /** Made without a condition, and of all fields. */
  readonly plan: ProbePlan;
  readonly condition: string;
}
export interface CheckConditionAnswer {
  /** Null where it can be tested in one instance at least. */
  readonly error: ConditionProblem | null;
}
export interface ConditionProblem {
  readonly message: string;
  /** A range of the condition in UTF-16 units; `to` lies behind it. */
  readonly from: number;
  readonly to: number;
}

/** What of a function's arguments can be chosen to be read. */
export const fieldsRequest = 'rustTrace/fields';
export interface FieldsParams {
  readonly function: RustFunction;
  /** As in PlanParams. */
  readonly preferred: ArtifactKey | null;
}
export interface FieldsAnswer {
  /** The arguments in the order of the signature; empty where the function is not in what was built. */
  readonly fields: readonly ChoosableField[];
}
export interface ChoosableField {
  /** Of an argument, or a field of the one above. */
  readonly name: string;
  readonly typeName: string;
  readonly children: readonly ChoosableField[];
}

/** Names of addresses that values of a trace hold. */
export const addressNamesRequest = 'rustTrace/addressNames';
export interface AddressNamesParams {
  readonly artifact: Artifact;
  /** Virtual addresses of the artifact, decimal. */
  readonly addresses: readonly { readonly kind: CodeAddress['kind']; readonly address: string }[];
}
export interface AddressNamesAnswer {
  /** One for each; null where nothing of the artifact is known to lie. */
  readonly names: readonly (string | null)[];
}

/** What has been built of the workspace that a file belongs to, and what of it runs: to choose from. */
export const artifactsRequest = 'rustTrace/artifacts';
export interface ArtifactsParams {
  /** Absolute path of a source file. */
  readonly file: string;
}
export interface ArtifactsAnswer {
  /** The likeliest first. */
  readonly artifacts: readonly { readonly artifact: Artifact; readonly isRunning: boolean }[];
}

/** The processes that may hold a function, and those that cannot be looked into: to choose from. */
export const processesRequest = 'rustTrace/processes';
export interface ProcessesParams {
  readonly function: RustFunction;
}
export interface ProcessesAnswer {
  /** The surest first. */
  readonly processes: readonly ListedProcess[];
}
export type ListedProcess = ProcessEntry;

/** Why a trace that is attached has no hits; null when nothing is wrong. */
export const silenceRequest = 'rustTrace/silence';
export interface SilenceParams {
  readonly plan: ProbePlan;
  /** Hits so far: polls may be missing where there are calls. */
  readonly calls: number;
  readonly polls: number;
}
export interface SilenceAnswer {
  readonly silence: Silence | null;
}

/** The program a document's package builds, to run under trace. */
export const programRequest = 'rustTrace/program';
export interface ProgramParams {
  /** Absolute path of a source file of the package. */
  readonly file: string;
}
export type ProgramAnswer = Program;

/**
 * Runs `cargo build`. Progress comes as LSP work-done progress when the request carries a `workDoneToken`,
 * compiler messages as diagnostics; cancelling the request kills cargo.
 */
export const buildRequest = 'rustTrace/build';
export interface BuildParams {
  readonly build: BuildTarget;
  readonly workDoneToken?: string | number;
}
export type BuildAnswer =
  | { readonly kind: 'built' }
  | { readonly kind: 'failed'; readonly errors: number; readonly detail: HumanErrorDetail }
  | { readonly kind: 'cancelled' };

/** Which functions a selection means, while it is being written; nothing is planned yet. */
export const countableRequest = 'rustTrace/countable';
export interface CountableParams {
  readonly selection: CountSelection;
  /** Absolute path of a file or folder of the workspace that is meant. */
  readonly from: string;
  /** As in PlanParams. */
  readonly preferred: ArtifactKey | null;
  /** So many of the functions are named at the most. */
  readonly limit: number;
}
export type CountableAnswer = Countable;

/** The places to count a selection at. Rejects with a HumanError for a bad pattern, no match or too many. */
export const countPlanRequest = 'rustTrace/countPlan';
export type CountPlanParams = Omit<CountableParams, 'limit'>;
export type CountPlanAnswer = CountPlanning;

/** What each request carries and is answered with. */
export interface ServerRequests {
  [functionsRequest]: { params: FunctionsParams; answer: FunctionsAnswer };
  [planRequest]: { params: PlanParams; answer: PlanAnswer };
  [checkConditionRequest]: { params: CheckConditionParams; answer: CheckConditionAnswer };
  [fieldsRequest]: { params: FieldsParams; answer: FieldsAnswer };
  [addressNamesRequest]: { params: AddressNamesParams; answer: AddressNamesAnswer };
  [countableRequest]: { params: CountableParams; answer: CountableAnswer };
  [countPlanRequest]: { params: CountPlanParams; answer: CountPlanAnswer };
  [artifactsRequest]: { params: ArtifactsParams; answer: ArtifactsAnswer };
  [processesRequest]: { params: ProcessesParams; answer: ProcessesAnswer };
  [silenceRequest]: { params: SilenceParams; answer: SilenceAnswer };
  [programRequest]: { params: ProgramParams; answer: ProgramAnswer };
  [buildRequest]: { params: BuildParams; answer: BuildAnswer };
}

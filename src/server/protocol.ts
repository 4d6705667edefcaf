/**
 * The requests between the extension and the language server, and their wire types.
 * Everything here survives JSON: no bigint, no undefined in arrays, no class instances.
 */

import type { BuildTarget } from '../model/artifact.ts';
import type { HumanErrorDetail } from '../model/humanError.ts';
import type { RustFunction } from '../model/rustFunction.ts';
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
}
export type PlanAnswer = Resolution;

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

/** What each request carries and is answered with. */
export interface ServerRequests {
  [functionsRequest]: { params: FunctionsParams; answer: FunctionsAnswer };
  [planRequest]: { params: PlanParams; answer: PlanAnswer };
  [programRequest]: { params: ProgramParams; answer: ProgramAnswer };
  [buildRequest]: { params: BuildParams; answer: BuildAnswer };
}

/** What the extension asks the language server, typed. In an untrusted workspace only what reads text is asked. */

import type { CancellationToken } from 'vscode';
import { requireTrust } from './requireTrust.ts';
import type { Artifact, ArtifactKey, BuildTarget } from '../model/artifact.ts';
import type { CaptureOptions } from '../model/captureOptions.ts';
import type { ProbePlan } from '../model/probePlan.ts';
import type { RustFunction } from '../model/rustFunction.ts';
import type { CodeAddress } from '../probe/addressNames.ts';
import {
  addressNamesRequest,
  type ArtifactsAnswer,
  artifactsRequest,
  type BuildAnswer,
  buildRequest,
  checkConditionRequest,
  type CountableAnswer,
  type CountableParams,
  countableRequest,
  type CountPlanAnswer,
  type CountPlanParams,
  countPlanRequest,
  type ConditionProblem,
  type FieldsAnswer,
  fieldsRequest,
  type FunctionsAnswer,
  functionsRequest,
  type PlanAnswer,
  planRequest,
  type ProcessesAnswer,
  processesRequest,
  type ProgramAnswer,
  programRequest,
  type SilenceAnswer,
  silenceRequest,
} from '../server/protocol.ts';
import type { ServerClient } from './serverClient.ts';
import type { Progress } from './serverConnection.ts';

export class Requests {
  readonly #client: ServerClient;
  #builds = 0;

  constructor(client: ServerClient) {
    this.#client = client;
  }

  /** The functions of an open document. */
  functions(uri: string): Promise<FunctionsAnswer> {
    return this.#client.request(functionsRequest, { uri });
  }

  /** Where a function lives in what was built. @throws HumanError in Restricted Mode: cargo runs code of the workspace. */
  plan(fn: RustFunction, preferred: ArtifactKey | null, options: CaptureOptions): Promise<PlanAnswer> {
    requireTrust();
    return this.#client.request(planRequest, { function: fn, preferred, process: null, options });
  }

  /** Where it lives in what one process runs. @throws HumanError as `plan`, and when the process cannot be looked into. */
  planIn(process: number, fn: RustFunction, options: CaptureOptions): Promise<PlanAnswer> {
    requireTrust();
    return this.#client.request(planRequest, { function: fn, preferred: null, process, options });
  }

  /** What is wrong with a condition on the calls of a plan that has none; null where it can be tested. */
  async checkCondition(plan: ProbePlan, condition: string): Promise<ConditionProblem | null> {
    const { error } = await this.#client.request(checkConditionRequest, { plan, condition });
    return error;
  }

  /** What of a function's arguments can be chosen to be read. @throws HumanError in Restricted Mode. */
  fields(fn: RustFunction, preferred: ArtifactKey | null): Promise<FieldsAnswer> {
    requireTrust();
    return this.#client.request(fieldsRequest, { function: fn, preferred });
  }

  /** Names of addresses in an artifact, one for each; null where nothing is known to lie. */
  async addressNames(artifact: Artifact, addresses: readonly CodeAddress[]): Promise<readonly (string | null)[]> {
    const onWire = addresses.map(({ kind, address }) => ({ kind, address: address.toString() }));
    return (await this.#client.request(addressNamesRequest, { artifact, addresses: onWire })).names;
  }

  /** Which functions a selection means. @throws HumanError in Restricted Mode. */
  countable(params: CountableParams, token?: CancellationToken): Promise<CountableAnswer> {
    requireTrust();
    return this.#client.request(countableRequest, params, token);
  }

  /** The places to count a selection at. @throws HumanError in Restricted Mode, and when it cannot be counted. */
  countPlan(params: CountPlanParams, token?: CancellationToken): Promise<CountPlanAnswer> {
    requireTrust();
    return this.#client.request(countPlanRequest, params, token);
  }

  /** The processes that may hold a function. @throws HumanError in Restricted Mode. */
  processes(fn: RustFunction): Promise<ProcessesAnswer> {
    requireTrust();
    return this.#client.request(processesRequest, { function: fn });
  }

  /** What has been built of the workspace of `file` (absolute path). @throws HumanError in Restricted Mode. */
  artifacts(file: string): Promise<ArtifactsAnswer> {
    requireTrust();
    return this.#client.request(artifactsRequest, { file });
  }

  /** Why a trace that is attached has no hits. */
  silence(plan: ProbePlan, counts: { readonly calls: number; readonly polls: number }): Promise<SilenceAnswer> {
    return this.#client.request(silenceRequest, { plan, ...counts });
  }

  /** The program that the package of `file` (absolute path) builds. @throws HumanError in Restricted Mode. */
  program(file: string): Promise<ProgramAnswer> {
    requireTrust();
    return this.#client.request(programRequest, { file });
  }

  /** Runs `cargo build`; cancelling `token` ends cargo. @throws HumanError in Restricted Mode. */
  async build(
    build: BuildTarget,
    onProgress: (progress: Progress) => void,
    token: CancellationToken,
  ): Promise<BuildAnswer> {
    requireTrust();
    const workDoneToken = `rustTrace-build-${++this.#builds}`;
    const progress = this.#client.onProgress(workDoneToken, onProgress);
    try {
      return await this.#client.request(buildRequest, { build, workDoneToken }, token);
    } catch (error) {
      if (token.isCancellationRequested) return { kind: 'cancelled' };
      throw error;
    } finally {
      progress.dispose();
    }
  }
}

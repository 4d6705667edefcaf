/**
 * The language server: its own process, behind the requests of protocol.ts. It answers with functions, plans and
 * builds; it never starts a tracer. Ends with its client (the connection's end, or the parent's death).
 */

import {
  createConnection,
  ErrorCodes,
  ProposedFeatures,
  ResponseError,
  TextDocumentSyncKind,
  type CancellationToken,
} from 'vscode-languageserver/node';
import { assetPath } from '../binary/assets.ts';
import { loadDemangler } from '../binary/demangle.ts';
import { IndexCache } from '../binary/indexCache.ts';
import { HumanError } from '../model/humanError.ts';
import { ANY_ARTIFACT } from '../resolve/artifactChoice.ts';
import { indexCacheFolder } from '../resolve/indexCacheFolder.ts';
import { findProgram } from '../resolve/program.ts';
import { Resolver } from '../resolve/resolver.ts';
import { wantedAt } from '../resolve/wantedFunction.ts';
import { createRustParser } from '../source/rustParser.ts';
import { Builds } from './builds.ts';
import { checkCondition } from './checkCondition.ts';
import { Documents } from './documents.ts';
import { Folders } from './folders.ts';
import { IndexProgress } from './indexProgress.ts';
import {
  addressNamesRequest,
  artifactsRequest,
  buildRequest,
  checkConditionRequest,
  countableRequest,
  countPlanRequest,
  fieldsRequest,
  functionsRequest,
  humanErrorCode,
  planRequest,
  processesRequest,
  programRequest,
  silenceRequest,
  type ServerRequests,
} from './protocol.ts';

const connection = createConnection(ProposedFeatures.all);
const parser = await createRustParser({
  engine: assetPath('web-tree-sitter.wasm'),
  language: assetPath('tree-sitter-rust.wasm'),
});
await loadDemangler(assetPath('rustc_demangle.wasm'));

const documents = new Documents(connection, parser);
const folders = new Folders();
const resolver = new Resolver({
  parser,
  cache: new IndexCache(indexCacheFolder()),
  readAhead: new IndexProgress(connection).reporterFor,
});
const builds = new Builds(connection);

connection.onInitialize(({ workspaceFolders }) => {
  folders.open(workspaceFolders);
  return {
    capabilities: {
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    },
  };
});

connection.onInitialized(() => {
  folders.follow(connection);
});

/** Answers a request; what a person should read goes back as a HumanErrorDetail, cancellation as LSP's own error. */
function handle<Method extends keyof ServerRequests>(
  method: Method,
  answer: (params: ServerRequests[Method]['params'], signal: AbortSignal) => Promise<ServerRequests[Method]['answer']>,
): void {
  connection.onRequest(method, async (params: ServerRequests[Method]['params'], token: CancellationToken) => {
    const controller = new AbortController();
    const subscription = token.onCancellationRequested(() => {
      controller.abort();
    });
    try {
      return await answer(params, controller.signal);
    } catch (error) {
      if (controller.signal.aborted) return new ResponseError(ErrorCodes.InternalError, 'cancelled');
      if (error instanceof HumanError) return new ResponseError(humanErrorCode, error.message, error.detail);
      throw error;
    } finally {
      subscription.dispose();
    }
  });
}

handle(functionsRequest, ({ uri }) => documents.functions(uri));

handle(planRequest, async ({ function: shown, preferred, process: pid, options }, signal) => {
  const wanted = wantedAt(shown, await documents.isSaved(shown.file));
  const where = { from: shown.file, folders: folders.paths };
  return resolver.resolve({ wanted, ...where, filter: ANY_ARTIFACT, preferred, process: pid, options }, signal);
});

handle(checkConditionRequest, ({ plan, condition }) => Promise.resolve({ error: checkCondition(plan, condition) }));

handle(fieldsRequest, async ({ function: shown, preferred }, signal) => {
  const wanted = wantedAt(shown, await documents.isSaved(shown.file));
  const where = { from: shown.file, folders: folders.paths };
  return { fields: await resolver.fields({ wanted, ...where, filter: ANY_ARTIFACT, preferred }, signal) };
});

handle(addressNamesRequest, async ({ artifact, addresses }) => ({
  names: await resolver.addressNames(
    artifact,
    addresses.map(({ kind, address }) => ({ kind, address: BigInt(address) })),
  ),
}));

handle(countableRequest, ({ limit, ...selected }, signal) =>
  resolver.countable({ ...selected, folders: folders.paths, filter: ANY_ARTIFACT }, limit, signal),
);

handle(countPlanRequest, (selected, signal) =>
  resolver.countPlan({ ...selected, folders: folders.paths, filter: ANY_ARTIFACT }, signal),
);

handle(artifactsRequest, async ({ file }, signal) => ({
  artifacts: await resolver.artifacts(file, folders.paths, signal),
}));

handle(processesRequest, async ({ function: shown }, signal) => {
  const wanted = wantedAt(shown, await documents.isSaved(shown.file));
  return { processes: await resolver.processes(wanted, shown.file, folders.paths, signal) };
});

handle(silenceRequest, async ({ plan, ...counted }) => ({
  silence: await resolver.silence(plan, counted, folders.paths),
}));

handle(programRequest, ({ file }, signal) => findProgram(file, signal));

handle(buildRequest, async (params, signal) => {
  try {
    return await builds.build(params, signal);
  } finally {
    resolver.forget();
  }
});

connection.onShutdown(() => {
  resolver.dispose();
});

connection.listen();

/**
 * A window of the editor without the editor: `window TRACER FILE FUNCTION...`. The real server process answers over its LSP, and
 * traces run as the extension runs them. Each function is clicked once, one after the other. One line of JSON on stdout: a
 * WindowTimes for each.
 *
 * The server is warm: it has read the binary, as it has after a hover or a lens. What is clicked has not been asked for.
 */

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageConnection,
} from 'vscode-languageserver/node';
import { assetPath } from '../../../src/binary/assets.ts';
import { SETTING_DEFAULTS } from '../../../src/contributions.ts';
import { DEFAULT_OPTIONS } from '../../../src/model/captureOptions.ts';
import type { ProbePlan } from '../../../src/model/probePlan.ts';
import type { RustFunction } from '../../../src/model/rustFunction.ts';
import { functionsRequest, planRequest, type ServerRequests } from '../../../src/server/protocol.ts';
import { SessionStore } from '../../../src/session/sessionStore.ts';
import { TraceRunner } from '../../../src/session/traceRunner.ts';
import type { TraceSession } from '../../../src/session/traceSession.ts';
import { WallClock } from '../../../src/session/wallClock.ts';
import { createMachineTracer } from '../../../src/tracer/machineTracer.ts';
import type { TracerName } from '../../../src/tracer/tracer.ts';

/** Milliseconds since the click. */
export interface WindowTimes {
  /** The plan has come. */
  readonly plannedMs: number;
  readonly attachedMs: number;
  /** The session has its first hit, with values: the views show it with their next refresh. */
  readonly hitMs: number;
}

const [, , tracer = '', file = '', ...names] = process.argv;
/** Answered before the first click. */
const OTHER = 'main';

const server = fork(path.join(path.dirname(assetPath('tracefs.sh')), 'server.js'), ['--node-ipc'], {
  stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
});
const connection = await connect(server);
const { functions } = await ask(functionsRequest, { uri: pathToFileURL(file).href });
await planOf(functionNamed(OTHER));
const runner = new TraceRunner({
  store: new SessionStore(),
  clocks: { wall: new WallClock(), nowMs: () => performance.now() },
  loadTracer: () => Promise.resolve(machineTracer),
  questions: () => ({
    planAgain: () => Promise.reject(new Error('it was built again')),
    silence: () => Promise.resolve(null),
    namesOf: (_plan, addresses) => Promise.resolve(addresses.map(() => null)),
  }),
});
const machineTracer = createMachineTracer({
  limits: () => ({ recordedPerSecond: SETTING_DEFAULTS.recordedPerSecond, seconds: null }),
  prefer: () => tracer as TracerName,
  bccTracePath: () => '',
});
/** What tracers have said. */
const messages: string[] = [];
runner.onEvent(({ event }) => {
  if (event.type === 'message') messages.push(event.text);
});
const times: WindowTimes[] = [];
for (const name of names) times.push(await click(functionNamed(name)));
console.log(JSON.stringify(times));
const gone = once(server, 'exit');
await connection.sendRequest('shutdown');
await connection.sendNotification('exit');
await gone;
connection.dispose();

async function connect(child: ChildProcess): Promise<MessageConnection> {
  const made = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
  made.listen();
  const folder = path.dirname(path.dirname(file));
  await made.sendRequest('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: {},
    workspaceFolders: [{ uri: pathToFileURL(folder).href, name: path.basename(folder) }],
  });
  await made.sendNotification('initialized', {});
  return made;
}

function ask<Method extends keyof ServerRequests>(
  method: Method,
  params: ServerRequests[Method]['params'],
): Promise<ServerRequests[Method]['answer']> {
  return connection.sendRequest<ServerRequests[Method]['answer']>(method, params);
}

function functionNamed(name: string): RustFunction {
  const found = functions.find(({ path: itsPath }) => itsPath === name);
  if (found === undefined) throw new Error(`no function ${name} in ${file}`);
  return found;
}

async function planOf(fn: RustFunction): Promise<ProbePlan> {
  const answer = await ask(planRequest, { function: fn, preferred: null, process: null, options: DEFAULT_OPTIONS });
  if (answer.kind !== 'plan') throw new Error(`no plan of ${fn.path}`);
  return answer.plan;
}

async function click(fn: RustFunction): Promise<WindowTimes> {
  const startMs = performance.now();
  const plan = await planOf(fn);
  const plannedMs = performance.now() - startMs;
  const session = runner.start(fn, plan, DEFAULT_OPTIONS);
  await until(session, () => session.wasAttached);
  const attachedMs = performance.now() - startMs;
  await until(session, () => session.first !== null);
  const hitMs = performance.now() - startMs;
  if (session.carrier.tracer !== tracer) throw new Error(`traced by ${session.carrier.tracer ?? 'nobody'}`);
  await runner.stopAndWait(session);
  return { plannedMs, attachedMs, hitMs };
}

function until(session: TraceSession, holds: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const unsubscribe = session.onDidChange(check);
    function check(): void {
      const { state } = session;
      if (holds()) resolve();
      else if (state.kind === 'ended')
        reject(new Error([`the trace ended: ${state.reason.kind}`, ...messages].join('\n')));
      else return;
      unsubscribe();
    }
    check();
  });
}

/**
 * An editor without the editor: `editor FILE`. The file is opened and typed into; the real server process answers over its
 * own channel, and the extension's own modules move the functions and make the lenses. Prints one line of JSON: LensTimes.
 */

import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-languageserver/node';
import { assetPath } from '../../../src/binary/assets.ts';
import { DocumentFunctions } from '../../../src/client/documentFunctions.ts';
import type { Requests } from '../../../src/client/requests.ts';
import type { ServerClient } from '../../../src/client/serverClient.ts';
import { type FunctionsAnswer, functionsRequest } from '../../../src/server/protocol.ts';
import { SessionStore } from '../../../src/session/sessionStore.ts';
import { createRustParser } from '../../../src/source/rustParser.ts';
import { LensFeature } from '../../../src/ui/lens.ts';
import { Refresh } from '../../../src/ui/refresh.ts';
import { spreadOf } from '../spread.ts';
import { type Key, KEYS, type LensTimes, type ReadTimes } from './lensTimes.ts';
import { didChange, didOpen, type OpenDocument, Range } from './vscode.ts';

/** So often each key is typed. */
const TIMES = 15;

const [, , file = ''] = process.argv;
const text = readFileSync(file, 'utf8');
const uri = pathToFileURL(file).href;
const document: OpenDocument = { uri: { scheme: 'file', toString: () => uri }, languageId: 'rust', version: 1 };
const place = middleOf(text);

const server = fork(path.join(path.dirname(assetPath('tracefs.sh')), 'server.js'), ['--node-ipc'], {
  stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
});
const connection = createMessageConnection(new IPCMessageReader(server), new IPCMessageWriter(server));
connection.listen();
await connection.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities: {} });
await connection.sendNotification('initialized', {});

const waiting: ((answered: { readonly ms: number; readonly answer: FunctionsAnswer }) => void)[] = [];
const functions = new DocumentFunctions(
  { functions: timedFunctions } as unknown as Requests,
  { onDidStart: () => undefined } as unknown as ServerClient,
);
const lenses = new LensFeature(functions, new SessionStore(), new Refresh());

const opened = await openFile();
const typed = await typeKeys();
const gone = once(server, 'exit');
await connection.sendRequest('shutdown');
await connection.sendNotification('exit');
await gone;
connection.dispose();
const read = await readHere();
const times: LensTimes = {
  functions: opened.answer.functions.length,
  bytes: Buffer.byteLength(JSON.stringify(opened.answer)),
  first: { answerMs: opened.ms, ...read.first },
  after: inEach(key => ({ ...typed[key], ...read.after[key] })),
};
console.log(JSON.stringify(times));
process.exit();

/** A name of a variable near the middle of the text, where one types. */
function middleOf(whole: string): { readonly offset: number; readonly line: number; readonly character: number } {
  const offset = whole.indexOf('(self', whole.length / 2) + '(self'.length;
  const before = whole.slice(0, offset).split('\n');
  return { offset, line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}

async function timedFunctions(): Promise<FunctionsAnswer> {
  const startMs = performance.now();
  const answer = await connection.sendRequest<FunctionsAnswer>(functionsRequest, { uri });
  const ms = performance.now() - startMs;
  // The answer is the document's when all who wait for it here have gone on.
  setImmediate(() => waiting.shift()?.({ ms, answer }));
  return answer;
}

function nextAnswer(): Promise<{ readonly ms: number; readonly answer: FunctionsAnswer }> {
  return new Promise(resolve => waiting.push(resolve));
}

async function openFile(): Promise<{ readonly ms: number; readonly answer: FunctionsAnswer }> {
  const answered = nextAnswer();
  await connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'rust', version: document.version, text },
  });
  didOpen.fire(document);
  return answered;
}

async function typeKeys(): Promise<Record<Key, { movedMs: number; answerMs: number }>> {
  const all = inEach(() => [] as { movedMs: number; answerMs: number }[]);
  for (let time = 0; time < TIMES; time++) {
    for (const key of KEYS) {
      all[key].push(await replace('', key));
      // Each is typed into the same text.
      await replace(key, '');
    }
  }
  return inEach(key => ({
    movedMs: median(all[key].map(({ movedMs }) => movedMs)),
    answerMs: median(all[key].map(({ answerMs }) => answerMs)),
  }));
}

/** What stands at the place is `old`, and `typed` is to. */
async function replace(old: string, typed: string): Promise<{ movedMs: number; answerMs: number }> {
  const answered = nextAnswer();
  const { line, character } = place;
  const end = old === '\n' ? ([line + 1, 0] as const) : ([line, character + old.length] as const);
  const range = new Range(line, character, ...end);
  document.version++;
  const startMs = performance.now();
  didChange.fire({ document, contentChanges: [{ range, text: typed }] });
  const shown = lenses.provideCodeLenses(document as never);
  const movedMs = performance.now() - startMs;
  const { start } = range;
  await connection.sendNotification('textDocument/didChange', {
    textDocument: { uri, version: document.version },
    contentChanges: [{ range: { start, end: range.end }, text: typed }],
  });
  const { ms, answer } = await answered;
  assert.equal(answer.version, document.version);
  if (typed === '\n') assert.deepEqual(linesOf(shown), linesOf(lenses.provideCodeLenses(document as never)));
  return { movedMs, answerMs: ms };
}

function linesOf(shown: ReturnType<LensFeature['provideCodeLenses']>): number[] {
  return shown.map(({ range }) => range.start.line);
}

/** The same in this process, part by part. */
async function readHere(): Promise<{ first: ReadParts; after: Record<Key, ReadParts> }> {
  const parser = await createRustParser({
    engine: assetPath('web-tree-sitter.wasm'),
    language: assetPath('tree-sitter-rust.wasm'),
  });
  let tree = parser.parse('');
  const timed = (act: () => typeof tree): ReadParts => {
    const startMs = performance.now();
    tree = act();
    const parsedMs = performance.now();
    tree.functions(file);
    return { parseMs: parsedMs - startMs, functionsMs: performance.now() - parsedMs };
  };
  const first = timed(() => parser.parse(text));
  const all = inEach(() => [] as ReadParts[]);
  for (let time = 0; time < TIMES; time++) {
    for (const key of KEYS) {
      const typed = `${text.slice(0, place.offset)}${key}${text.slice(place.offset)}`;
      all[key].push(timed(() => tree.update(typed)));
      timed(() => tree.update(text));
    }
  }
  const after = inEach(key => ({
    parseMs: median(all[key].map(({ parseMs }) => parseMs)),
    functionsMs: median(all[key].map(({ functionsMs }) => functionsMs)),
  }));
  return { first, after };
}

type ReadParts = Omit<ReadTimes, 'answerMs'>;

function inEach<Value>(value: (key: Key) => Value): Record<Key, Value> {
  return Object.fromEntries(KEYS.map(key => [key, value(key)])) as Record<Key, Value>;
}

function median(values: readonly number[]): number {
  return spreadOf(values).median;
}

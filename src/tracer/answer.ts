/** Asks a program for a few lines: started in the small fixed environment of the tracers, never waited for too long. */

import { launch } from './launcher.ts';

export interface Answer {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const LIMIT_MS = 10_000;

/** Null when it could not be started or did not end in time; it is left to itself then. */
export async function answerOf(argv: readonly string[], limitMs = LIMIT_MS): Promise<Answer | null> {
  const child = launch(argv);
  const output = Promise.all([textOf(child.stdout), textOf(child.stderr)]);
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<null>(resolve => {
    timer = setTimeout(resolve, limitMs, null);
  });
  const ended = child.exit.then(async exit => ({ exit, output: await output }));
  const answer = await Promise.race([ended, tooLong]);
  clearTimeout(timer);
  child.abandon();
  if (answer?.exit.startError !== null) return null;
  const [stdout, stderr] = answer.output;
  return { exitCode: answer.exit.exitCode, stdout, stderr };
}

async function textOf(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

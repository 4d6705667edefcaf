/** Source places of addresses, as binutils' addr2line finds them. */

import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const maxBuffer = 64 * 1024 * 1024;

export interface Place {
  readonly file: string;
  /** One-based; 0 where the line table does not say. */
  readonly line1: number;
}

/** For each virtual address the places that it belongs to, from the innermost inlined function outward. */
export async function placesOf(binary: string, addresses: readonly bigint[]): Promise<Map<bigint, Place[]>> {
  const running = promisify(execFile)('addr2line', ['--exe', binary, '--inlines', '--functions', '--addresses'], {
    maxBuffer,
  });
  running.child.stdin?.end(addresses.map(address => `0x${address.toString(16)}\n`).join(''));
  const { stdout } = await running;
  const places = new Map<bigint, Place[]>();
  // Each address, and after it pairs of lines: the function, and `file:line` with perhaps a discriminator.
  for (const group of stdout.split(/^(?=0x)/m)) {
    const [address = '', ...lines] = group.trimEnd().split('\n');
    const frames = lines.filter((_line, index) => index % 2 === 1).map(placeIn);
    if (address !== '') places.set(BigInt(address), frames);
  }
  return places;
}

function placeIn(text: string): Place {
  const [, file = '', line = '0'] = /^(.*):(\d+)(?: \(discriminator \d+\))?$/.exec(text) ?? [];
  return { file: path.normalize(file), line1: Number(line) };
}

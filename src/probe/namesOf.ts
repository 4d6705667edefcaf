/**
 * Names of addresses as they turn up in hits. Showing a hit never waits: what is not known yet is asked for, all
 * addresses of a short while together, and what is known is kept.
 */

import type { AddressNames, CodeAddress } from './addressNames.ts';

const BATCH_MS = 50;
/** A program may hold as many addresses as it likes; those beyond have no names. */
const MOST_ADDRESSES = 10_000;

/** `ask` brings one name for each address, in the same order. Where it fails none of them has a name. */
export function namesOf(ask: (addresses: readonly CodeAddress[]) => Promise<readonly (string | null)[]>): AddressNames {
  /** Undefined: asked for. */
  const names = new Map<string, string | null | undefined>();
  let waiting: CodeAddress[] = [];

  async function askForWaiting(): Promise<void> {
    const asked = waiting;
    waiting = [];
    const answer = await answerTo(asked);
    asked.forEach((address, index) => names.set(keyOf(address), answer[index] ?? null));
  }

  async function answerTo(addresses: readonly CodeAddress[]): Promise<readonly (string | null)[]> {
    try {
      return await ask(addresses);
    } catch {
      return [];
    }
  }

  return {
    nameOf(address) {
      const key = keyOf(address);
      if (names.has(key)) return names.get(key);
      if (names.size >= MOST_ADDRESSES) return null;
      names.set(key, undefined);
      if (waiting.push(address) === 1) setTimeout(() => void askForWaiting(), BATCH_MS).unref();
      return undefined;
    },
  };
}

function keyOf({ kind, address }: CodeAddress): string {
  return `${kind} ${address.toString(16)}`;
}

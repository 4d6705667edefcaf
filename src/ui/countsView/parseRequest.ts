/** What the page of the Counts view asked for, where that is a request at all: anything else counts as nothing. Pure. */

import { MOST_WATCHED, type PageRequest } from '../../webview/counts/messages.ts';

/** A session as far as a request can name its parts. */
export interface Shown {
  readonly id: number;
  readonly plan: { readonly functions: readonly { readonly instances: readonly unknown[] }[] };
}

/** Null for what is no request, or is about another session or a function that the session does not have. */
export function parseRequest(message: unknown, shown: Shown | null): PageRequest | null {
  if (typeof message !== 'object' || message === null) return null;
  const { type, session, function: index, instance, functions } = message as Readonly<Record<string, unknown>>;
  if (type === 'ready' || type === 'countMatching') return { type };
  if (shown === null || session !== shown.id) return null;
  const { id, plan } = shown;
  if (type === 'countAgain') return { type, session: id };
  if (type === 'watch') {
    if (!Array.isArray(functions) || functions.length > MOST_WATCHED) return null;
    return functions.every((each): each is number => isIndex(each, plan.functions))
      ? { type, session: id, functions }
      : null;
  }
  if (!isIndex(index, plan.functions)) return null;
  if (type === 'trace' || type === 'copy') return { type, session: id, function: index };
  if (type !== 'open') return null;
  if (instance !== null && !isIndex(instance, plan.functions[index]?.instances ?? [])) return null;
  return { type, session: id, function: index, instance };
}

function isIndex(value: unknown, list: readonly unknown[]): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < list.length;
}

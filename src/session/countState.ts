/** Where a count is in its life; `ended` is final and keeps the reason. */

import type { CounterEvent, EndReason } from '../tracer/tracer.ts';

export type CountState =
  /** Made, and the counter is not asked yet. */
  | { readonly kind: 'idle' }
  /** A password is being asked for. */
  | { readonly kind: 'authorising' }
  | { readonly kind: 'starting' }
  | { readonly kind: 'counting' }
  /** What is entered now is not counted. */
  | { readonly kind: 'paused' }
  | { readonly kind: 'stopping' }
  | { readonly kind: 'ended'; readonly reason: EndReason };

/** The state after `event`. A count that is stopping only ever ends. */
export function nextCountState(state: CountState, event: CounterEvent): CountState {
  if (state.kind === 'ended') return state;
  if (event.type === 'ended') return { kind: 'ended', reason: event.reason };
  if (state.kind === 'stopping' || state.kind === 'counting' || state.kind === 'paused') return state;
  switch (event.type) {
    case 'command':
      return state.kind === 'idle' ? { kind: 'starting' } : state;
    case 'authorising':
      return { kind: 'authorising' };
    case 'attached':
      return { kind: 'counting' };
    case 'tracer':
    case 'counts':
    case 'message':
      return state;
  }
}

/** Where a trace is in its life. The union keeps what is known in each state; `ended` is final and keeps the reason. */

import type { EndReason, TracerEvent } from '../tracer/tracer.ts';

export type SessionState =
  /** Made, and the tracer is not asked yet. */
  | { readonly kind: 'idle' }
  /** A password is being asked for. */
  | { readonly kind: 'authorising' }
  | { readonly kind: 'starting' }
  | { readonly kind: 'attached'; readonly probes: number }
  | { readonly kind: 'stopping' }
  | { readonly kind: 'ended'; readonly reason: EndReason };

/** The state after `event`. A trace that is stopping only ever ends. */
export function nextState(state: SessionState, event: TracerEvent): SessionState {
  if (state.kind === 'ended') return state;
  if (event.type === 'ended') return { kind: 'ended', reason: event.reason };
  if (state.kind === 'stopping') return state;
  switch (event.type) {
    case 'command':
      return state.kind === 'idle' ? { kind: 'starting' } : state;
    case 'authorising':
      return { kind: 'authorising' };
    case 'attached':
      return { kind: 'attached', probes: event.probes };
    case 'hit':
    case 'lost':
    case 'message':
      return state;
  }
}

/** Where a trace is in its life. The union keeps what is known in each state; `ended` is final and keeps the reason. */

import type { HumanErrorDetail } from '../model/humanError.ts';
import type { EndReason } from '../tracer/tracer.ts';
import type { LiveEvent } from './liveEvent.ts';

export type SessionState =
  /** Made, and the tracer is not asked yet. */
  | { readonly kind: 'idle' }
  /** A password is being asked for. */
  | { readonly kind: 'authorising' }
  | { readonly kind: 'starting' }
  /** `isRecording` is false while hits come faster than they may be recorded: they are only counted. */
  | { readonly kind: 'attached'; readonly probes: number; readonly isRecording: boolean }
  | { readonly kind: 'stopping' }
  | { readonly kind: 'ended'; readonly reason: EndReason };

/** What becomes of a build that came while the trace ran. */
export type RebuildState =
  /** The newest build is the one that is traced, as far as is known. */
  | { readonly kind: 'none' }
  | { readonly kind: 'attaching' }
  /** The newest build is not traced. */
  | { readonly kind: 'failed'; readonly error: HumanErrorDetail };

/** The state after `event`. A trace that is stopping only ever ends; one that attaches to a new build stays attached to the old. */
export function nextState(state: SessionState, event: LiveEvent): SessionState {
  if (state.kind === 'ended') return state;
  if (event.type === 'ended') return { kind: 'ended', reason: event.reason };
  if (state.kind === 'stopping') return state;
  switch (event.type) {
    case 'command':
      return state.kind === 'idle' ? { kind: 'starting' } : state;
    case 'authorising':
      return state.kind === 'attached' ? state : { kind: 'authorising' };
    case 'attached':
    case 'rebuilt':
      return {
        kind: 'attached',
        probes: event.probes,
        isRecording: state.kind === 'attached' ? state.isRecording : true,
      };
    case 'recording':
      return state.kind === 'attached' ? { ...state, isRecording: event.isOn } : state;
    case 'tracer':
    case 'counted':
    case 'hit':
    case 'outcome':
    case 'lost':
    case 'message':
    case 'returns':
    case 'reattaching':
    case 'notReattached':
    case 'silence':
      return state;
  }
}

/** The same for what becomes of a new build. */
export function nextRebuild(rebuild: RebuildState, event: LiveEvent): RebuildState {
  switch (event.type) {
    case 'reattaching':
      return { kind: 'attaching' };
    case 'notReattached':
      return { kind: 'failed', error: event.error };
    case 'attached':
    case 'rebuilt':
    case 'ended':
      return { kind: 'none' };
    case 'command':
    case 'authorising':
    case 'tracer':
    case 'counted':
    case 'recording':
    case 'returns':
    case 'hit':
    case 'outcome':
    case 'lost':
    case 'message':
    case 'silence':
      return rebuild;
  }
}

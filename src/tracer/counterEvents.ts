/** Where events of a run that counts come out of what carries tracers too: the others, which it has none of, end here. */

import type { CounterEvent, TracerEvent } from './tracer.ts';

export function counterEvents(onEvent: (event: CounterEvent) => void): (event: TracerEvent) => void {
  return event => {
    switch (event.type) {
      case 'tracer':
      case 'command':
      case 'authorising':
      case 'attached':
      case 'counts':
      case 'message':
      case 'ended':
        onEvent(event);
        break;
      case 'hit':
      case 'exit':
      case 'recording':
      case 'returns':
      case 'lost':
        break;
    }
  };
}

/** What a decoder says, shown as it would be once it is in order. */

import type { ProbePlan } from '../../../src/model/probePlan.ts';
import { NO_NAMES } from '../../../src/probe/addressNames.ts';
import type { DecodedEvent } from '../../../src/tracer/decoded.ts';
import { shownPassage } from '../../../src/tracer/shownPassage.ts';
import type { TracerEvent } from '../../../src/tracer/tracer.ts';

export function shownEvents(plan: ProbePlan, events: readonly DecodedEvent[]): TracerEvent[] {
  return events.flatMap(event => (event.type === 'passage' ? shownPassage(plan, event.passage, NO_NAMES) : [event]));
}

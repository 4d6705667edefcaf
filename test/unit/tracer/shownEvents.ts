/** What a decoder says, shown as it would be once it is in order. */

import type { ProbePlan } from '../../../src/model/probePlan.ts';
import { NO_NAMES } from '../../../src/probe/addressNames.ts';
import type { DecodedEvent } from '../../../src/tracer/decoded.ts';
import { PassageView } from '../../../src/tracer/shownPassage.ts';
import type { TracerEvent } from '../../../src/tracer/tracer.ts';

export function shownEvents(plan: ProbePlan, events: readonly DecodedEvent[]): TracerEvent[] {
  const view = new PassageView(plan, NO_NAMES);
  return events.flatMap((event): TracerEvent[] =>
    event.type === 'passages' ? event.passages.flatMap(passage => view.eventOf(passage) ?? []) : [event],
  );
}

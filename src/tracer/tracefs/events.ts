/**
 * A plan as uprobe events. Probes that read the same share an event, since the kernel waits for each event when they
 * are taken back, not for each probe; a constant in the record says whose it is. One more event counts all of them.
 */

import type { ValueCapture } from '../../model/capture.ts';
import { HumanError } from '../../model/humanError.ts';
import type { ProbePlan, ProbePoint } from '../../model/probePlan.ts';
import { fetchArguments } from './fields.ts';

/** What the kernel takes in one definition (kernel/trace/trace.h, MAX_TRACE_ARGS), less `id` and `comm`. */
const MOST_FIELDS = 126;
/** And in one line (WRITE_BUFSIZE), with room for names. */
const LONGEST_DEFINITION = 4000;

/**
 * Definitions for tracefs.sh, `EVENT PATH:0xOFFSET FIELDS`; first those that count, in the order of the plan.
 * @throws HumanError when the plan has no probe or a probe reads more than an event holds.
 */
export function uprobeEvents({ functionName, probes, unprobed }: ProbePlan, path: string): readonly string[] {
  if (probes.length === 0) {
    const reasons = unprobed.map(({ reason }) => reason).join('; ');
    throw new HumanError({ message: `${functionName} cannot be traced: ${reasons || 'it has no machine code'}.` });
  }
  const eventByFields = new Map<string, string>();
  const places = probes.map(({ instance }) => `${path}:0x${instance.fileOffset.toString(16)}`);
  const ids = probes.map(({ id }) => `id=\\${id}:u32`);
  const records = probes.map((probe, index) => {
    const fields = fieldsOf(probe);
    const event = eventByFields.get(fields) ?? `r${eventByFields.size}`;
    eventByFields.set(fields, event);
    return [event, places[index], ids[index], 'comm=$comm:string', fields].join(' ').trimEnd();
  });
  // Without its number a second probe at the same place would be refused as the same.
  const definitions = [...places.map((place, index) => `count ${place} ${ids[index] ?? ''}`), ...records];
  if (definitions.some(definition => definition.length > LONGEST_DEFINITION)) throw tooMuch(functionName);
  return definitions;
}

function fieldsOf(probe: ProbePoint): string {
  const values = probe.captures.filter((capture): capture is ValueCapture => capture.kind === 'value');
  const fields = values.flatMap(fetchArguments);
  if (fields.length > MOST_FIELDS) throw tooMuch(probe.instance.demangled);
  return fields.map((field, index) => `f${index}=${field}`).join(' ');
}

function tooMuch(name: string): HumanError {
  return new HumanError({ message: `The arguments of ${name} do not fit in one event of the kernel.` });
}

/**
 * A plan as uprobe events. Points that read the same under the same condition share an event, since the kernel waits
 * for each event when they are taken back, not for each point; a constant in the record says whose it is. One more
 * event counts the hits.
 *
 * Of points at the same instruction the kernel passes the one that was enabled last first. Exits have events of their own,
 * which tracefs.sh enables before those of entries, so that a function of one instruction is entered before it is left.
 */

import { HumanError } from '../../model/humanError.ts';
import { type ProbePlan, pointsOf, type TracePoint } from '../../model/probePlan.ts';
import type { Read, ReadResult } from '../../model/read.ts';
import { asPlanned, type CarriedReads, carriedReads } from '../carried.ts';
import { FieldList, type RecordBytes } from './fields.ts';
import { type Filter, filterOf } from './filter.ts';

/** What the kernel takes in one definition (kernel/trace/trace.h, MAX_TRACE_ARGS), less `id` and `comm`. */
const MOST_FIELDS = 126;
/** In one fetch argument (kernel/trace/trace_probe.h, MAX_ARGSTR_LEN). */
const LONGEST_FETCH = 63;
/** In one line (WRITE_BUFSIZE), with room for names. */
const LONGEST_DEFINITION = 4000;
/** In one record, which lies within a page: less the page's and the record's heads, `id` and `comm`. */
const MOST_BYTES = 3968;

const LEFT_OUT = 'the kernel’s event carries no more';

/** How the record of a point is read. */
export interface PointRecord {
  /** Bytes of its fields `f0`, `f1`, … */
  readonly fieldBytes: readonly number[];
  /** What the fields say, one for each read of the point. */
  readonly results: (record: RecordBytes) => readonly ReadResult[];
  /** As in Passage. */
  readonly stackPointer: (record: RecordBytes) => bigint | null;
}

export interface UprobeEvents {
  /** For tracefs.sh, `EVENT PATH:0xOFFSET FIELDS`, and `filter EVENT FILTER` after all of them. */
  readonly definitions: readonly string[];
  /** By the id of the point. */
  readonly records: readonly PointRecord[];
}

/** @throws HumanError when the plan has no probe or its path is too long. */
export function uprobeEvents(plan: ProbePlan, path: string): UprobeEvents {
  const { functionName, probes, unprobed } = plan;
  if (probes.length === 0) {
    const reasons = unprobed.map(({ reason }) => reason).join('; ');
    throw new HumanError({ message: `${functionName} cannot be traced: ${reasons || 'it has no machine code'}.` });
  }
  if (pointsOf(plan).some(({ condition }) => filterOf(condition).fields.some(fetch => fetch.length > LONGEST_FETCH))) {
    throw new HumanError({
      message: `The condition on ${functionName} follows more pointers than the kernel does.`,
      advice: 'Compare something nearer to the arguments.',
    });
  }
  const planned = pointsOf(plan).map(point => plannedPoint(point, path));
  const events = new EventNames();
  const named = planned.map((each, id) => ({ ...each, event: events.nameOf(each, id < probes.length) }));
  // Without its number a second probe at the same place would be refused as the same.
  const counting = named.slice(0, probes.length).map(({ start }) => `count ${start}`);
  const recording = named.map(({ event, start, text }) => `${event} ${start} comm=$comm:string ${text}`.trimEnd());
  const definitions = [...counting, ...recording];
  if (definitions.some(definition => definition.length > LONGEST_DEFINITION)) {
    throw new HumanError({ message: `The path of ${functionName} does not fit in one event of the kernel.` });
  }
  return {
    definitions: [...definitions, ...events.filters],
    records: named.map(({ fieldBytes, results, stackPointer }) => ({ fieldBytes, results, stackPointer })),
  };
}

/** Whether events carry less than the plan's points read. */
export function isShortened(plan: ProbePlan): boolean {
  return pointsOf(plan).some(point => plannedPoint(point, '/').isShortened);
}

interface PlannedPoint extends PointRecord {
  /** `PATH:0xOFFSET id=…`. */
  readonly start: string;
  /** Its own fetch arguments with their names. */
  readonly text: string;
  readonly filter: Filter;
  readonly isShortened: boolean;
}

function plannedPoint(point: TracePoint, path: string): PlannedPoint {
  const { place, condition, id, stackPointer } = point;
  const start = `${path}:0x${place.fileOffset.toString(16)} id=\\${id}:u32`;
  const filter = filterOf(condition);
  const room = LONGEST_DEFINITION - start.length - 'count comm=$comm:string '.length;
  const fits = (reads: readonly Read[]): boolean => {
    const { fields } = new FieldList(reads);
    return (
      fields.length + filter.fields.length <= MOST_FIELDS &&
      fields.reduce((sum, { bytes }) => sum + bytes, filter.fields.length * 8) <= MOST_BYTES &&
      fields.every(({ fetch }) => fetch.length <= LONGEST_FETCH) &&
      textOf(
        filter,
        fields.map(({ fetch }) => fetch),
      ).length <= room
    );
  };
  const carried = carriedReads(point, fits);
  const fields = new FieldList(carried.reads);
  return {
    start,
    filter,
    fieldBytes: fields.fields.map(({ bytes }) => bytes),
    text: textOf(
      filter,
      fields.fields.map(({ fetch }) => fetch),
    ),
    isShortened: carried.isShortened,
    results: record => asPlanned(carried, fields.results(record), LEFT_OUT),
    stackPointer: stackPointerReader(stackPointer, fields, carried),
  };
}

function stackPointerReader(
  stackPointer: TracePoint['stackPointer'],
  fields: FieldList,
  { indexes }: CarriedReads,
): PointRecord['stackPointer'] {
  const index = stackPointer === null ? null : (indexes[stackPointer.read] ?? null);
  if (stackPointer === null || index === null) return () => null;
  const plus = BigInt(stackPointer.plus);
  return record => {
    const word = fields.wordOf(index, record);
    return word === null || plus === 0n ? word : BigInt.asUintN(64, word + plus);
  };
}

function textOf(filter: Filter, fetches: readonly string[]): string {
  return [
    ...filter.fields.map((fetch, index) => `c${index}=${fetch}`),
    ...fetches.map((fetch, index) => `f${index}=${fetch}`),
  ].join(' ');
}

/** One event for each set of fields and filter. Those of exits have names of their own: they are turned off alone. */
class EventNames {
  readonly #names = new Map<string, string>();
  readonly #filters: string[] = [];

  get filters(): readonly string[] {
    return this.#filters;
  }

  nameOf({ text, filter }: PlannedPoint, isProbe: boolean): string {
    const key = JSON.stringify([isProbe, text, filter.text]);
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const name = `${isProbe ? 'r' : 'x'}${this.#names.size}`;
    this.#names.set(key, name);
    if (filter.text !== null) this.#filters.push(`filter ${name} ${filter.text}`);
    return name;
  }
}

/** Both tracers, without limits: what holds for one is to hold for the other. */

import { execFileSync } from 'node:child_process';
import type { ProbePlan, TracePoint } from '../../src/model/probePlan.ts';
import { createBccTracer } from '../../src/tracer/bcc/bccTracer.ts';
import { createTracefsTracer } from '../../src/tracer/tracefs/tracefsTracer.ts';
import { NO_LIMITS, type Tracer } from '../../src/tracer/tracer.ts';

const options = { limits: () => NO_LIMITS, hasTerminal: false };

export const TRACERS: readonly Tracer[] = [createBccTracer(options), createTracefsTracer(options)];

/** A plan made by hand with the file offsets of its symbols, as nm and readelf have them. */
export function located(plan: ProbePlan): ProbePlan {
  const { path } = plan.artifact;
  const read = (tool: string, option: string): string[] =>
    execFileSync(tool, [option, path], { encoding: 'utf8', maxBuffer: 1 << 28 }).split('\n');
  const addresses = new Map(
    read('nm', '--defined-only').map(line => [line.split(' ')[2] ?? '', Number.parseInt(line, 16)]),
  );
  const segments = read('readelf', '-lW').flatMap(line => {
    const [type, ...numbers] = line.trim().split(/\s+/);
    const [offset = 0, address = 0, , fileSize = 0] = numbers.map(Number);
    return type === 'LOAD' ? [{ offset, address, fileSize }] : [];
  });
  const offsetOf = (symbol: string): number => {
    const address = addresses.get(symbol) ?? -1;
    const segment = segments.find(each => address >= each.address && address < each.address + each.fileSize);
    return segment === undefined ? 0 : address - segment.address + segment.offset;
  };
  const place = <T extends TracePoint>(point: T): T => {
    const { symbol, symbolOffset } = point.place;
    const virtualAddress = (addresses.get(symbol) ?? 0) + symbolOffset;
    return { ...point, place: { symbol, symbolOffset, fileOffset: offsetOf(symbol) + symbolOffset, virtualAddress } };
  };
  return { ...plan, probes: plan.probes.map(place), exits: plan.exits.map(place) };
}

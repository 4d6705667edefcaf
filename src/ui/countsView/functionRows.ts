/** The rows of the Counts view's page from a plan: texts that do not change while it is counted. Pure. */

import path from 'node:path';
import type { InlinedSite } from '../../model/functionInstance.ts';
import type { CountedFunction, CountedInstance, CountPlan } from '../../model/countPlan.ts';
import { type ShortPath, siteText } from '../../session/hitText.ts';
import { oneLine } from '../../session/oneLine.ts';
import type { FunctionRow, InstanceRow } from '../../webview/counts/messages.ts';

/** A line of a source file, as debug information has it. */
export interface SourceLine {
  readonly file: string;
  /** One-based; 0 where only the file is known. */
  readonly line1: number;
}

export function functionRows(plan: CountPlan, shortPath: ShortPath): FunctionRow[] {
  return plan.functions.map(fn => {
    const source = sourceOf(fn);
    return {
      name: oneLine(fn.name),
      crate: oneLine(fn.crate),
      source: source === null ? null : oneLine(`${shortPath(source.file)}:${source.line1}`),
      canTrace: canTrace(fn),
      isWhole: fn.isWhole,
      instances: saysMore(fn) ? fn.instances.map(each => instanceRow(fn, each, shortPath)) : [],
    };
  });
}

/** Whether no place belongs to two functions: their counts may be added up. */
export function isSummable({ functions }: CountPlan): boolean {
  const owners = new Map<number, CountedFunction>();
  for (const fn of functions) {
    for (const { place } of fn.instances) {
      if ((owners.get(place) ?? fn) !== fn) return false;
      owners.set(place, fn);
    }
  }
  return true;
}

/** Where a function stands, or the call that a copy stands for; null where that is not known on this machine. */
export function sourceOf(fn: CountedFunction, instance: number | null = null): SourceLine | null {
  const inlined = instance === null ? null : (fn.instances[instance]?.instance.inlined ?? null);
  if (inlined === null) return isHere(fn.declared?.file) ? fn.declared : null;
  return isHere(inlined.callFile) ? { file: inlined.callFile, line1: inlined.callLine1 } : null;
}

/** Functions of the workspace alone have something to trace them by: a place in a source file, and a name there. */
export function canTrace(fn: CountedFunction): boolean {
  return fn.origin === 'own' && sourceOf(fn) !== null && !fn.name.includes('{closure');
}

/** Absolute, and not a name of the machine on which Rust's own libraries were built. */
function isHere(file: string | null | undefined): file is string {
  return typeof file === 'string' && path.isAbsolute(file) && !file.startsWith('/rustc/');
}

/** Whether its homes tell more than the function itself. */
function saysMore({ name, instances }: CountedFunction): boolean {
  return (
    instances.length > 1 ||
    instances.some(
      ({ instance: { inlined, demangled, sharedWith } }) =>
        inlined !== null || demangled !== name || sharedWith.length > 0,
    )
  );
}

function instanceRow(fn: CountedFunction, { instance, place }: CountedInstance, shortPath: ShortPath): InstanceRow {
  const { demangled, inlined, sharedWith, symbol } = instance;
  const index = fn.instances.findIndex(each => each.instance === instance);
  const twins = fn.instances.filter(each => each.place === place && each.instance !== instance);
  const same = [...new Set([...twins.map(each => each.instance.demangled), ...sharedWith])].filter(
    other => other !== demangled,
  );
  const which = inlined === null || demangled !== fn.name ? [demangled] : [];
  const parts = [
    ...which,
    ...(inlined === null ? [] : [copyText(inlined, shortPath)]),
    ...(same.length === 0 ? [] : [`same code as ${same.join(', ')}`]),
  ];
  return {
    label: oneLine(parts.join(' · ')),
    symbol,
    isCopy: inlined !== null,
    hasSource: sourceOf(fn, index) !== null,
  };
}

function copyText(site: InlinedSite, shortPath: ShortPath): string {
  return `inlined in ${siteText(site, shortPath)}${site.isContiguous ? '' : ' (in pieces)'}`;
}

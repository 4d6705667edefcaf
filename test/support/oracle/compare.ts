/** The resolver's answer beside the oracle's. */

import type { AbsenceCode } from '../../../src/model/absence.ts';
import type { FunctionInstance } from '../../../src/model/functionInstance.ts';
import type { Resolution } from '../../../src/resolve/resolution.ts';
import type { ArtifactOracle, ExpectedHome, Expectation } from './expectation.ts';

export interface Comparison {
  readonly bodies: number;
  readonly inlined: number;
  readonly reason: AbsenceCode | null;
  /** What is wrong with the answer; empty when it is right. */
  readonly differences: readonly string[];
}

export function compare(
  answer: Resolution,
  { homes, furtherHomes, codes }: Expectation,
  oracle: ArtifactOracle,
): Comparison {
  if (answer.kind === 'none') {
    const { code } = answer.reason;
    const lost = distinct(homes).map(home => `is missing: ${homeText(home)}`);
    const wrong =
      homes.length === 0 && !codes.includes(code) ? [`the reason is ${code}, not ${codes.join(' or ')}`] : [];
    return { bodies: 0, inlined: 0, reason: code, differences: [...lost, ...wrong] };
  }
  const { probes, omittedInstances } = answer.plan;
  const instances = probes.map(({ instance }) => instance);
  const differences: string[] = [];
  const missing = new Set(distinct(homes));
  const further = new Set(distinct(furtherHomes));
  for (const instance of instances) {
    const word = oracle.wordOf(instance.fileOffset);
    const isMeant = (home: ExpectedHome): boolean =>
      home.kind === instance.kind && home.isInlined === (instance.inlined !== null) && home.starts.has(word);
    const found = [...missing, ...further].find(isMeant);
    if (found === undefined) differences.push(`is no home of it: ${instanceText(instance)} at ${word}`);
    else if (!missing.delete(found)) further.delete(found);
    differences.push(...symbolDifferences(instance, oracle));
  }
  if (omittedInstances === 0) differences.push(...[...missing].map(home => `is missing: ${homeText(home)}`));
  else if (omittedInstances !== missing.size) {
    differences.push(`${omittedInstances} instances are omitted, and ${missing.size} are not shown`);
  }
  const inlined = instances.filter(instance => instance.inlined !== null).length;
  return { bodies: instances.length - inlined, inlined, reason: null, differences };
}

/** The symbol with its offset must lead to the same byte as the offset in the file, by nm. */
function symbolDifferences(
  { symbol, symbolOffset, fileOffset, sharedWith }: FunctionInstance,
  { code }: ArtifactOracle,
): string[] {
  const there = code.symbolsAt(fileOffset - symbolOffset);
  const named = there.filter(({ name }) => name === symbol);
  const others = new Set(there.map(({ plainName }) => plainName)).size - 1;
  if (named.length === 0) return [`${symbol} does not begin ${symbolOffset} bytes before 0x${fileOffset.toString(16)}`];
  if (symbolOffset === 0 && others > 0 && sharedWith.length === 0) return [`does not say that ${symbol} is shared`];
  return [];
}

/** Copies that begin at the same places are one to a probe. */
function distinct(homes: readonly ExpectedHome[]): ExpectedHome[] {
  const byStarts = new Map(homes.map(home => [homeText(home), home]));
  return [...byStarts.values()];
}

function homeText({ kind, isInlined, starts }: ExpectedHome): string {
  return `${isInlined ? 'inlined ' : ''}${kind} at ${[...starts].join(' or ')}`;
}

function instanceText({ kind, inlined, demangled }: FunctionInstance): string {
  return `${inlined === null ? '' : 'inlined '}${kind} ${demangled}`;
}

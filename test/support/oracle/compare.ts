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
    const lost = homes.map(home => `is missing: ${homeText(home)}`);
    const wrong =
      homes.length === 0 && !codes.includes(code) ? [`the reason is ${code}, not ${codes.join(' or ')}`] : [];
    return { bodies: 0, inlined: 0, reason: code, differences: [...lost, ...wrong] };
  }
  const { instances } = answer;
  const differences: string[] = [];
  const missing = new Set(homes);
  const further = new Set(furtherHomes);
  for (const instance of instances) {
    const isMeant = (home: ExpectedHome): boolean =>
      home.kind === instance.kind &&
      home.isInlined === (instance.inlined !== null) &&
      home.starts.has(instance.fileOffset);
    const found = [...missing, ...further].find(isMeant);
    if (found === undefined)
      differences.push(`is no home of it: ${instanceText(instance)} at ${hex(instance.fileOffset)}`);
    else if (!missing.delete(found)) further.delete(found);
    differences.push(...symbolDifferences(instance, oracle));
  }
  differences.push(...[...missing].map(home => `is missing: ${homeText(home)}`));
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
  if (named.length === 0) return [`${symbol} does not begin ${symbolOffset} bytes before ${hex(fileOffset)}`];
  if (symbolOffset === 0 && others > 0 && sharedWith.length === 0) return [`does not say that ${symbol} is shared`];
  return [];
}

function homeText({ kind, isInlined, starts }: ExpectedHome): string {
  return `${isInlined ? 'inlined ' : ''}${kind} at ${[...starts].map(hex).join(' or ')}`;
}

function instanceText({ kind, inlined, demangled }: FunctionInstance): string {
  return `${inlined === null ? '' : 'inlined '}${kind} ${demangled}`;
}

function hex(offset: number): string {
  return `0x${offset.toString(16)}`;
}

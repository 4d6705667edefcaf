/**
 * Why a function has no machine code in the artifacts that were searched: the reason that the evidence speaks for, in
 * a sentence, and what to do about it. Pure; the evidence is gathered by resolver.ts.
 */

import type { Absence, AbsenceCode } from '../model/absence.ts';
import type { Artifact } from '../model/artifact.ts';
import type { HumanErrorDetail } from '../model/humanError.ts';
import type { Homes } from './homes.ts';
import type { WantedFunction } from './wantedFunction.ts';

/** An artifact that was searched in vain. */
export interface Searched {
  readonly artifact: Artifact;
  readonly homes: Homes;
  /** It says where functions are declared. */
  readonly hasDeclarations: boolean;
  /** What debug information could not be had, and what to do; null where all there was could. */
  readonly missing: HumanErrorDetail | null;
  /** It has a symbol table, other than the names that a library exports. */
  readonly hasSymbolTable: boolean;
  readonly isOptimised: boolean;
  /** A function with the same machine code that is there, as its path; null where none was found. */
  readonly twin: string | null;
  /** What keeps symbols or debug information out, e.g. `strip = true in Cargo.toml:12`; null where nothing was found. */
  readonly strippedBy: string | null;
}

/** Of an artifact that could not be searched. */
export interface Unreadable {
  readonly artifact: Artifact;
  /** What is wrong with it, and what to do. */
  readonly message: string;
  /** Its contents make no sense; otherwise it is of a kind that is not read. */
  readonly isDamaged: boolean;
}

/** `searched` and `unreadable` together hold at least one artifact. */
export function whyNone(
  wanted: WantedFunction,
  searched: readonly Searched[],
  unreadable: readonly Unreadable[],
): Absence {
  const name = `\`${wanted.path}\``;
  const [first] = searched;
  if (first === undefined) {
    const message = unreadable.map(each => each.message).join(' ');
    return {
      code: 'unreadable',
      detail: { message: `${name} was not found: what was built cannot be read. ${message}` },
    };
  }
  const current = searched.filter(({ artifact }) => artifact.newerSource === null);
  if (current.length === 0) return outdated(name, first.artifact);
  const [best = first] = [...current].sort((a, b) => strength(b) - strength(a));
  const { code, detail } = explain(name, wanted, best);
  const unread = unreadable.map(({ message }) => ` ${message}`).join('');
  return { code, detail: { ...detail, message: `${detail.message}${unread}` } };
}

/** What was found out about the function decides before what was not. */
function strength({ homes, twin, hasDeclarations }: Searched): number {
  if (twin !== null) return 3;
  if (homes.records.length > 0) return 2;
  return hasDeclarations ? 1 : 0;
}

function explain(name: string, wanted: WantedFunction, searched: Searched): Absence {
  const { artifact, homes, hasDeclarations, missing, hasSymbolTable, isOptimised, twin, strippedBy } = searched;
  const where = `${artifact.targetName} (${artifact.profile})`;
  const kinds = new Set(homes.records.map(record => record.home.kind));
  const shown = wanted.kind === 'position' ? wanted.function : null;
  if (twin !== null) {
    const message = `${name} has no machine code in ${where}; \`${twin}\` does the same, and the compiler keeps that once.`;
    return absence('merged', message, { advice: `Trace \`${twin}\`: calls of both are counted there.` });
  }
  if (kinds.has('abstract')) {
    return absence(
      'inlined',
      `Every call of ${name} in ${where} was inlined, and nothing recognisable is left of it.`,
      {
        advice: 'Trace its caller, or build with the dev profile.',
      },
    );
  }
  if (kinds.has('discarded') && !isOptimised) {
    return absence('unused', `${name} was compiled, but nothing in ${where} calls it: the linker left it out.`);
  }
  if (missing !== null) {
    const { message, ...more } = missing;
    return absence('no-debug-info', `${name} was not found in ${where}: ${message}`, more);
  }
  if (!hasSymbolTable && !hasDeclarations) {
    const reason = strippedBy === null ? 'it was stripped' : `because of ${strippedBy}`;
    return absence('stripped', `${where} has neither symbols nor debug information: ${reason}.`, {
      advice: 'Set `strip = "none"` and `debug = 1` for that profile and build again.',
    });
  }
  if (shown !== null && shown.cfg !== null) {
    return absence('cfg', `${name} is not in ${where}: \`#[cfg(${shown.cfg})]\` leaves it out, or nothing calls it.`, {
      advice: 'Build with what the condition asks for.',
    });
  }
  if (shown?.isGeneric === true && hasDeclarations) {
    return absence('never-instantiated', `${name} is generic, and nothing in ${where} calls it: it has no instance.`);
  }
  if (!hasDeclarations) {
    const because = strippedBy === null ? '' : ` (${strippedBy})`;
    return absence(
      'no-debug-info',
      `${name} has no symbol of its own in ${where}, and there is no debug information to find inlined copies by${because}.`,
      { advice: 'Set `debug = 1` for that profile and build again.' },
    );
  }
  if (shown === null) {
    return absence('unused', `Nothing in ${where} is called ${name}.`, {
      advice: 'Is it spelled so? A function that nothing calls has no machine code.',
    });
  }
  return isOptimised
    ? absence(
        'unused',
        `${where} has no machine code for ${name}: nothing calls it, or its calls were computed or inlined away.`,
        {
          advice: 'Trace its caller, or build with the dev profile.',
        },
      )
    : absence('unused', `Nothing in ${where} calls ${name}, so there is no machine code of it.`);
}

export function outdated(name: string, { targetName, profile, newerSource }: Artifact): Absence {
  const source = newerSource === null ? 'its sources' : (newerSource.split('/').at(-1) ?? newerSource);
  return absence('outdated', `${name} is not in ${targetName} (${profile}), which is older than ${source}.`, {
    advice: 'Build it again.',
    action: { kind: 'build' },
  });
}

function absence(code: AbsenceCode, message: string, more: Omit<HumanErrorDetail, 'message'> = {}): Absence {
  return { code, detail: { message, ...more } };
}

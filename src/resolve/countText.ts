/** What is said of a selection: its title, and that nothing matches. */

import { FUNCTION_ORIGINS, type CountSelection, type FunctionOrigin } from '../model/countPlan.ts';
import { HumanError, type HumanErrorDetail } from '../model/humanError.ts';
import { numberText } from '../model/numberText.ts';
import type { Built } from './built.ts';
import type { CatalogFunction } from './functionCatalog.ts';
import { matchNames } from './namePattern.ts';
import { nameOf, type Chosen } from './planCount.ts';

/** A selection has no function in the artifact. */
export class NothingMatches extends HumanError {
  /** Origins that were not asked for and have functions of the pattern, with a sentence about these; null where there are none. */
  readonly elsewhere: { readonly text: string; readonly origins: readonly FunctionOrigin[] } | null;

  constructor(detail: HumanErrorDetail, elsewhere: NothingMatches['elsewhere'] = null) {
    super(detail);
    this.name = 'NothingMatches';
    this.elsewhere = elsewhere;
  }
}

/** As a person would name what is counted. `subjects`: as in `Selected`. */
export function titleOf(selection: CountSelection, built: Built, subjects: readonly string[]): string {
  switch (selection.kind) {
    case 'pattern':
      return selection.pattern;
    case 'file':
      return built.shortPath(selection.file);
    case 'module':
      return subjects.length > 0 ? subjects.join(' and ') : built.shortPath(selection.file);
    case 'callees': {
      const [first = '', ...others] = subjects.length > 0 ? subjects : selection.of.map(({ path }) => path);
      return `callees of ${first}${others.length === 0 ? '' : ` and ${others.length} more`}`;
    }
  }
}

const WHOSE: Readonly<Record<FunctionOrigin, string>> = {
  own: 'of the workspace',
  dependency: 'of dependencies',
  std: 'of Rust’s own libraries',
};

/** Of a selection that has no function in the artifact. */
export function whyNothingMatches({ selection, title, artifact, catalog, originOf }: Chosen): NothingMatches {
  const where = nameOf(artifact);
  if (catalog.functions.length === 0) {
    return new NothingMatches({
      message: `${where} has neither symbols nor debug information to know functions by.`,
      advice: 'Set `strip = "none"` and `debug = 1` for that profile and build again.',
    });
  }
  switch (selection.kind) {
    case 'pattern': {
      const isMatch = matchNames(selection.pattern, catalog.names);
      const others = catalog.functions.filter((_, at) => isMatch[at]);
      const whose = selection.origins.map(origin => WHOSE[origin]).join(' or ');
      const message = `No function ${whose} in ${where} matches ${selection.pattern}.`;
      if (others.length === 0) {
        const advice = 'Is it spelled so? A function that nothing calls has no machine code.';
        return new NothingMatches({ message, advice });
      }
      const text = elsewhereText(others, originOf);
      const origins = new Set(others.map(originOf));
      return new NothingMatches(
        { message, advice: `${text} Count those too.` },
        { text, origins: FUNCTION_ORIGINS.filter(origin => origins.has(origin)) },
      );
    }
    case 'file':
    case 'module':
      return new NothingMatches({
        message: `Nothing in ${where} is known to be declared in ${title}.`,
        advice:
          'Either nothing of it is called, or the debug information does not say: set `debug = 1` for that profile.',
      });
    case 'callees':
      return new NothingMatches({
        message: `No ${title} were found in ${where}.`,
        advice: 'It is not in there, or it calls nothing, or all it calls through pointers.',
      });
  }
}

/** `12 of dependencies and 3 of Rust’s own libraries do, such as serde::de::Error::custom.` */
function elsewhereText(others: readonly CatalogFunction[], originOf: Chosen['originOf']): string {
  const parts = FUNCTION_ORIGINS.flatMap(origin => {
    const { length } = others.filter(known => originOf(known) === origin);
    return length === 0 ? [] : [`${numberText(length)} ${WHOSE[origin]}`];
  });
  return `${parts.join(' and ')} ${others.length === 1 ? 'does' : 'do'}, such as ${others[0]?.name ?? ''}.`;
}

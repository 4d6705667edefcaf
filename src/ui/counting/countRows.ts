/**
 * The rows of the question which calls are to be counted: what would be counted, the first functions of it, and what else
 * can be chosen. Pure; shown by countMatching.ts.
 */

import path from 'node:path';
import type { Artifact, BuildTarget } from '../../model/artifact.ts';
import { FUNCTION_ORIGINS, type FunctionOrigin } from '../../model/countPlan.ts';
import type { HumanErrorDetail } from '../../model/humanError.ts';
import type { CountableAnswer } from '../../server/protocol.ts';
import { oneLine } from '../../session/oneLine.ts';
import { artifactName } from '../artifactText.ts';
import { problemText } from '../conditionText.ts';
import { countText, numberText } from '../../model/numberText.ts';
import type { PatternChoice } from './countMemory.ts';

type Matches = Extract<CountableAnswer, { kind: 'matches' }>;

/** What Enter on a row does. */
export type RowAction =
  | { readonly kind: 'countAll' }
  | { readonly kind: 'countOne'; readonly name: string; readonly origin: FunctionOrigin }
  | { readonly kind: 'build'; readonly build: BuildTarget }
  | { readonly kind: 'origins' }
  | { readonly kind: 'artifact' }
  /** It only says something. */
  | { readonly kind: 'none' }
  /** A heading. */
  | { readonly kind: 'separator' };

export interface CountRow {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  readonly action: RowAction;
}

export const ORIGIN_NAMES: Readonly<Record<FunctionOrigin, string>> = {
  own: 'own crates',
  dependency: 'dependencies',
  std: 'std',
};

const TITLE = 'Count Calls Matching…';
const NONE: RowAction = { kind: 'none' };

/** `Count Calls Matching… · demo · dev · 312 functions in own crates`. `answer` is null before the first one. */
export function countTitle(answer: CountableAnswer | null, { origins }: PatternChoice): string {
  const where = `in ${originsText(origins)}`;
  if (answer?.kind !== 'matches') return `${TITLE} · ${where}`;
  return `${TITLE} · ${oneLine(artifactName(answer.artifact))} · ${countText(answer.total, 'function')} ${where}`;
}

/** `own crates, std`. */
function originsText(origins: readonly FunctionOrigin[]): string {
  return FUNCTION_ORIGINS.filter(origin => origins.includes(origin))
    .map(origin => ORIGIN_NAMES[origin])
    .join(', ');
}

/** The first row is what Enter alone does. */
export function countRows(answer: CountableAnswer, choice: PatternChoice): CountRow[] {
  switch (answer.kind) {
    case 'matches':
      return [
        answer.warning === null ? countAllRow(answer) : noteRow('$(warning)', answer.warning),
        ...functionRows(answer),
        ...choiceRows(choice, answer.artifact),
      ];
    case 'invalid':
      return [
        { ...noteRow('$(error)', answer.error), label: `$(error) ${problemOf(choice.pattern, answer)}` },
        ...choiceRows(choice, null),
      ];
    case 'none':
      return [
        ...(answer.build === null ? [] : [buildRow(answer.build)]),
        noteRow('$(info)', answer.reason.detail),
        ...choiceRows(choice, null),
      ];
  }
}

/**
 * What Enter does that was pressed before the answer came: where it was to count all, or there was no row yet, it counts
 * what the answer has. What a person has not seen is not built.
 */
export function actionByNow(pressed: RowAction | undefined, first: RowAction | undefined): RowAction | undefined {
  if (pressed !== undefined && pressed.kind !== 'countAll') return pressed;
  return first?.kind === 'countAll' ? first : undefined;
}

/** The server could not be asked. */
export function failureRows(detail: HumanErrorDetail, choice: PatternChoice): CountRow[] {
  return [noteRow('$(error)', detail), ...choiceRows(choice, null)];
}

function problemOf(pattern: string, { error, from, to }: Extract<CountableAnswer, { kind: 'invalid' }>): string {
  return problemText(pattern, { message: error.message, from, to });
}

function countAllRow({ total, artifact }: Matches): CountRow {
  const { newerSource } = artifact;
  return {
    label: `$(play) Count ${countText(total, 'function')}`,
    ...(newerSource === null ? {} : { description: `${plain(path.basename(newerSource))} is newer than the build` }),
    action: { kind: 'countAll' },
  };
}

function functionRows({ first, total }: Matches): CountRow[] {
  if (first.length === 0) return [];
  const heading =
    first.length < total
      ? `the first ${numberText(first.length)} of ${numberText(total)}`
      : total === 1
        ? 'function'
        : 'or one of them alone';
  return [
    separator(heading),
    ...first.map(({ name, crate, origin, instances }): CountRow => ({
      label: `$(symbol-method) ${plain(name)}`,
      description: plain(instances === 1 ? crate : `${crate} · ${countText(instances, 'instance')}`),
      action: { kind: 'countOne', name, origin },
    })),
  ];
}

/** Last, so that the key Up leads there from the first row. */
function choiceRows({ origins }: PatternChoice, artifact: Artifact | null): CountRow[] {
  return [
    separator('where'),
    { label: `$(list-filter) In ${originsText(origins)}`, description: 'choose', action: { kind: 'origins' } },
    {
      label: `$(file-binary) ${artifact === null ? 'Binary' : plain(artifactName(artifact))}`,
      description: 'choose another',
      action: { kind: 'artifact' },
    },
  ];
}

function buildRow(build: BuildTarget): CountRow {
  return { label: `$(tools) Build ${plain(build.targetName)}`, action: { kind: 'build', build } };
}

function noteRow(icon: string, { message, advice }: HumanErrorDetail): CountRow {
  return {
    label: `${icon} ${plain(message)}`,
    ...(advice === undefined ? {} : { detail: plain(advice) }),
    action: NONE,
  };
}

function separator(label: string): CountRow {
  return { label, action: { kind: 'separator' } };
}

/** Text of a binary: on one line, and no icon. */
function plain(text: string): string {
  return oneLine(text).replace(/\$\(/gu, '\\$(');
}

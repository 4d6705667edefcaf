/** The results of the race as tables, one a function. */

import { spreadText, table } from '../markdown.ts';
import { digits } from '../section.ts';
import type { Called, Profile } from './calledProgram.ts';
import { FLOOR } from './floor.ts';
import type { HitCost, HitResult } from './race.ts';

const HEADINGS: Readonly<Record<Profile, Readonly<Record<Called, string>>>> = {
  release: {
    add: 'Two integers, release build: `fn add(a: i64, b: i64)`',
    greet: 'A text, release build: `fn greet(name: &str)`',
    take: 'A struct of two integers and a `String`, release build: `fn take(point: &Point)`',
  },
  dev: {
    add: 'Two integers, debug build',
    greet: 'A text, debug build',
    take: 'A struct, debug build',
  },
};

const HEAD = ['contender', 'a call, ns', 'processor time of it, ns', '÷ the floor', 'brought'];

export function hitTables(results: readonly HitResult[]): string {
  const keys = [...new Set(results.map(({ profile, called }) => `${profile} ${called}`))];
  return keys
    .map(key => {
      const rows = results.filter(({ profile, called }) => `${profile} ${called}` === key);
      const [first] = rows;
      const heading = first === undefined ? key : HEADINGS[first.profile][first.called];
      return `### ${heading}\n\n${table(
        HEAD,
        rows.map(row => cells(row, results)),
      )}`;
    })
    .join('\n\n');
}

/**
 * What a call costs as a multiple of the floor, by processor time; where the program is stopped at each call, by the
 * clock. NaN where either was not measured.
 */
export function toFloor(result: HitResult | undefined, results: readonly HitResult[]): number {
  const floor = results.find(
    ({ contender, called, profile }) =>
      contender === FLOOR.name && called === result?.called && profile === result.profile,
  );
  const figure = (cost: HitCost | null | undefined): number =>
    (result?.stops === true ? cost?.clockNs : cost?.processorNs)?.median ?? NaN;
  return figure(result?.cost) / figure(floor?.cost);
}

function cells(result: HitResult, results: readonly HitResult[]): string[] {
  const { contender, cost, reason } = result;
  if (cost === null) return [contender, `not measured: ${reason ?? 'unknown'}`, '', '', ''];
  return [
    contender,
    spreadText(cost.clockNs),
    digits(cost.processorNs.median),
    digits(toFloor(result, results)),
    broughtText(cost.brought?.minimum ?? null),
  ];
}

function broughtText(brought: number | null): string {
  if (brought === null) return '';
  return brought >= 1 ? 'all' : `${digits(Math.floor(brought * 1000) / 10)} %`;
}

/** What becomes of every function, as a table with a column for each program. */

import { table } from '../markdown.ts';
import type { Coverage } from './coverage.ts';

export interface Covered {
  readonly title: string;
  readonly coverage: Coverage;
}

export function coverageTable(all: readonly Covered[]): string {
  const codes = [...new Set(all.flatMap(({ coverage }) => [...coverage.absent.keys()]))].sort();
  const line = (label: string, count: (coverage: Coverage) => number): string[] => [
    label,
    ...all.map(({ coverage }) => String(count(coverage))),
  ];
  return table(
    ['', ...all.map(({ title }) => title)],
    [
      line('functions', coverage => coverage.functions),
      line('with machine code of their own', coverage => coverage.ownCode),
      line('inlined only', coverage => coverage.onlyInlined),
      ...codes.map(code => line(`absent: \`${code}\``, coverage => coverage.absent.get(code) ?? 0)),
      line('unexplained', coverage => coverage.unexplained.length),
      line('binutils say something else', coverage => coverage.contradicted.length),
    ],
  );
}

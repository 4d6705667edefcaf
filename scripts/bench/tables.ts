/** The results as tables of Markdown. */

import { statSync } from 'node:fs';
import type { Coverage } from './coverage.ts';
import { indexReference, type Subject } from './contenders.ts';
import type { Spread } from './measure.ts';
import type { Result } from './race.ts';

export interface Measured {
  readonly subject: Subject;
  readonly results: readonly Result[];
  readonly coverage: Coverage;
}

export function timesTable({ subject, results }: Measured): string {
  const reference = results.find(({ name }) => name === indexReference)?.cost?.ms.median ?? null;
  const gdb = results.find(({ name }) => name.startsWith('gdb, one'))?.cost?.ms.median ?? null;
  const rows = results.map(({ name, index, cost, reason }) => {
    const label = index === null ? name : `${name}, ${index}`;
    if (cost === null) return row([label, `not measured: ${reason ?? 'unknown'}`, '', '', '', '']);
    const { ms, cpuMs, peakKib } = cost;
    return row([
      label,
      seconds(ms),
      (cpuMs.median / 1000).toFixed(2),
      mebibytes(peakKib),
      ratio(ms.median, reference),
      ratio(ms.median, gdb),
    ]);
  });
  const head = [
    '',
    'time, s',
    'processor time, s',
    'peak memory, MiB',
    `time ÷ ${indexReference}`,
    'time ÷ gdb, one `info line`',
  ];
  const sizeMb = (statSync(subject.binary).size / 1e6).toFixed(1);
  return [`## ${capital(subject.title)}: ${sizeMb} MB`, '', row(head), rule(head), ...rows].join('\n');
}

export function answersTable(all: readonly Measured[]): string {
  const head = ['', 'functions', 'median of an answer after the first, ms'];
  const rows = all.map(({ subject, coverage }) =>
    row([subject.title, String(coverage.functions), coverage.medianAnswerMs.toFixed(1)]),
  );
  return [row(head), rule(head), ...rows].join('\n');
}

export function coverageTable(all: readonly Measured[]): string {
  const codes = [...new Set(all.flatMap(({ coverage }) => [...coverage.absent.keys()]))].sort();
  const head = ['', ...all.map(({ subject }) => subject.title)];
  const line = (label: string, count: (coverage: Coverage) => number): string =>
    row([label, ...all.map(({ coverage }) => String(count(coverage)))]);
  return [
    row(head),
    rule(head),
    line('functions', coverage => coverage.functions),
    line('with machine code of their own', coverage => coverage.ownCode),
    line('inlined only', coverage => coverage.onlyInlined),
    ...codes.map(code => line(`absent: \`${code}\``, coverage => coverage.absent.get(code) ?? 0)),
    line('unexplained', coverage => coverage.unexplained.length),
    line('binutils say something else', coverage => coverage.contradicted.length),
  ].join('\n');
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function rule(head: readonly string[]): string {
  return row(head.map((_cell, column) => (column === 0 ? '---' : '--:')));
}

function seconds({ median, minimum, maximum }: Spread): string {
  const [middle, low, high] = [median, minimum, maximum].map(ms => (ms / 1000).toFixed(2));
  return `${middle} (${low} to ${high})`;
}

function mebibytes({ median }: Spread): string {
  return (median / 1024).toFixed(0);
}

function ratio(ms: number, reference: number | null): string {
  return reference === null ? '' : (ms / reference).toFixed(2);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

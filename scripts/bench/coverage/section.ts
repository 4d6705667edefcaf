/** What becomes of every function of real programs, checked with binutils: the table of docs/resolver.md. */

import { bundleResolveAll } from '../ownFunctions/bundleResolveAll.ts';
import { subjects } from '../programs/subjects.ts';
import type { Section } from '../section.ts';
import { coverageOf } from './coverage.ts';
import { coverageTable, type Covered } from './table.ts';

export const coverage: Section = {
  name: 'coverage',
  document: 'docs/resolver.md',
  title: null,
  tools: { nm: 'binutils' },
  run: async context => {
    const resolveAll = await bundleResolveAll();
    const covered: Covered[] = [];
    const failures: string[] = [];
    for (const subject of await subjects(context)) {
      const found = await coverageOf(subject, resolveAll);
      failures.push(...found.unexplained, ...found.contradicted);
      covered.push({ title: subject.title, coverage: found });
    }
    return { text: coverageTable(covered), aims: [], failures };
  },
};

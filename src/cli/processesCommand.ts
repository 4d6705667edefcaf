/** `rust-trace processes`: what runs of what was built. */

import { createCore } from './core.ts';
import type { ProcessesOptions } from './options.ts';
import { processesJson, processesText } from './processReport.ts';
import { readTarget } from './target.ts';

export async function processesCommand({ target, json }: ProcessesOptions): Promise<number> {
  const { resolver, parser } = await createCore();
  try {
    const { wanted, from } = target === null ? { wanted: null, from: process.cwd() } : readTarget(target, parser);
    const entries = await resolver.processes(wanted, from, [process.cwd()]);
    process.stdout.write(json ? processesJson(entries) : processesText(entries, process.stdout.columns));
    return entries.some(({ runs }) => runs !== null) ? 0 : 1;
  } finally {
    resolver.dispose();
  }
}

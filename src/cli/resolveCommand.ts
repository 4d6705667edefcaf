/** `rust-trace resolve`: where a function lives in what was built. */

import { createCore } from './core.ts';
import { diagnose } from './diagnose.ts';
import type { TargetOptions } from './options.ts';
import { resolveTarget } from './planning.ts';
import { resolutionJson, resolutionText } from './resolutionReport.ts';
import { readTarget } from './target.ts';

export async function resolveCommand(options: TargetOptions): Promise<number> {
  const { resolver, parser } = await createCore();
  try {
    const target = readTarget(options.target, parser);
    const answer = await resolveTarget(resolver, target, options, diagnose, new AbortController().signal);
    const wanted = target.wanted.path;
    process.stdout.write(
      options.json ? `${resolutionJson(wanted, answer)}\n` : resolutionText(wanted, answer, process.cwd()),
    );
    return answer.kind === 'plan' ? 0 : 1;
  } finally {
    resolver.dispose();
  }
}

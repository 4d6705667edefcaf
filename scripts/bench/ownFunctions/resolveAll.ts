/**
 * `node resolveAll.js FOLDER PROFILE`: asks the resolver for every fn of a package's own sources in one process, as a
 * person would who clicks one after the other, and prints one line of JSON (`ResolvedFunction`) for each.
 */

import { readFileSync } from 'node:fs';
import { assetPath } from '../../../src/binary/assets.ts';
import { loadDemangler } from '../../../src/binary/demangle.ts';
import { IndexCache } from '../../../src/binary/indexCache.ts';
import { toHumanDetail } from '../../../src/model/humanError.ts';
import type { RustFunction } from '../../../src/model/rustFunction.ts';
import { indexCacheFolder } from '../../../src/resolve/indexCacheFolder.ts';
import { Resolver } from '../../../src/resolve/resolver.ts';
import { wantedAt } from '../../../src/resolve/wantedFunction.ts';
import { createRustParser, type RustParser } from '../../../src/source/rustParser.ts';
import { ownSources } from './ownSources.ts';
import type { Outcome, ResolvedFunction } from './resolvedFunction.ts';

const [folder = '.', profile = 'dev'] = process.argv.slice(2);
const parser = await createRustParser({
  engine: assetPath('web-tree-sitter.wasm'),
  language: assetPath('tree-sitter-rust.wasm'),
});
await loadDemangler(assetPath('rustc_demangle.wasm'));

const resolver = new Resolver({ parser, cache: new IndexCache(indexCacheFolder()), readAhead: null });
for (const file of ownSources(folder)) {
  for (const found of functionsIn(parser, file)) {
    const startMs = performance.now();
    const outcome = await outcomeOf(found);
    const line: ResolvedFunction = {
      file,
      path: found.path,
      name: found.name,
      line1: found.signatureLine0 + 1,
      lastLine1: found.itemRange.end.line0 + 1,
      outcome,
      ms: performance.now() - startMs,
    };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  }
}
resolver.dispose();

function functionsIn(rust: RustParser, file: string): RustFunction[] {
  const tree = rust.parse(readFileSync(file, 'utf8'));
  const functions = tree.functions(file);
  tree.delete();
  return functions;
}

async function outcomeOf(found: RustFunction): Promise<Outcome> {
  const filter = { targetName: null, profile };
  try {
    const answer = await resolver.resolve({ wanted: wantedAt(found, true), from: found.file, filter });
    if (answer.kind === 'none') {
      return { kind: 'absent', code: answer.reason.code, text: toHumanText(answer.reason.detail) };
    }
    const instances = answer.instances.map(({ symbol, symbolOffset, kind, inlined }) => ({
      symbol,
      symbolOffset,
      kind,
      isInlined: inlined !== null,
    }));
    return { kind: 'found', artifact: answer.plan.artifact.path, instances };
  } catch (error) {
    return { kind: 'failed', text: toHumanText(toHumanDetail(error)) };
  }
}

function toHumanText({ message, advice }: { readonly message: string; readonly advice?: string }): string {
  return advice === undefined ? message : `${message} ${advice}`;
}

/** The function that `file:line` or `path::of::fn` names. */

import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { assetPath } from '../binary/assets.ts';
import { HumanError } from '../model/humanError.ts';
import type { RustFunction } from '../model/rustFunction.ts';
import { wantedAt, type WantedFunction } from '../resolve/wantedFunction.ts';
import { functionAtLine, FunctionPlace, referenceTo } from '../session/locate.ts';
import { createRustParser, type RustParser } from '../source/rustParser.ts';

export interface Target {
  readonly wanted: WantedFunction;
  /** A file or folder of the cargo workspace that is meant. */
  readonly from: string;
  /** The same function in the sources as they are now. @throws HumanError when it is gone. */
  readonly again: () => Promise<Target>;
}

/** Throws a HumanError when there is no such file, or no function at the line. */
export async function readTarget(text: string): Promise<Target> {
  const [, file, line] = /^(.+):(\d+)$/s.exec(text) ?? [];
  if (file === undefined || line === undefined) {
    if (existsSync(text) && statSync(text).isFile()) {
      throw new HumanError({ message: `${text} is a file.`, advice: `Say which line: ${text}:12.` });
    }
    const target: Target = {
      wanted: { kind: 'path', path: text },
      from: process.cwd(),
      again: () => Promise.resolve(target),
    };
    return target;
  }
  const absolute = path.resolve(file);
  if (!existsSync(absolute)) throw new HumanError({ message: `There is no file ${absolute}.` });
  const parser = await createRustParser({
    engine: assetPath('web-tree-sitter.wasm'),
    language: assetPath('tree-sitter-rust.wasm'),
  });
  const functions = functionsOf(parser, absolute);
  const found = functionAtLine(functions, Number(line) - 1);
  if (found === null) throw new HumanError({ message: `There is no function at line ${line} of ${file}.` });
  const place = new FunctionPlace(referenceTo(found));
  const targetIn = (all: readonly RustFunction[]): Target => {
    const fn = place.findIn(all);
    if (fn === null) throw new HumanError({ message: `The function ${found.path} is not in ${file} any more.` });
    const again = (): Promise<Target> => Promise.resolve().then(() => targetIn(functionsOf(parser, absolute)));
    return { wanted: wantedAt(fn, true), from: absolute, again };
  };
  return targetIn(functions);
}

function functionsOf(parser: RustParser, file: string): readonly RustFunction[] {
  const tree = parser.parse(readFileSync(file, 'utf8'));
  const functions = tree.functions(file);
  tree.delete();
  return functions;
}

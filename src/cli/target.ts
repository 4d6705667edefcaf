/** The function that `file:line` or `path::of::fn` names. */

import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { assetPath } from '../binary/assets.ts';
import { HumanError } from '../model/humanError.ts';
import { wantedAt, type WantedFunction } from '../resolve/wantedFunction.ts';
import { functionAtLine } from '../session/locate.ts';
import { createRustParser } from '../source/rustParser.ts';

export interface Target {
  readonly wanted: WantedFunction;
  /** A file or folder of the cargo workspace that is meant. */
  readonly from: string;
}

/** Throws a HumanError when there is no such file, or no function at the line. */
export async function readTarget(text: string): Promise<Target> {
  const [, file, line] = /^(.+):(\d+)$/s.exec(text) ?? [];
  if (file === undefined || line === undefined) {
    if (existsSync(text) && statSync(text).isFile()) {
      throw new HumanError({ message: `${text} is a file.`, advice: `Say which line: ${text}:12.` });
    }
    return { wanted: { kind: 'path', path: text }, from: process.cwd() };
  }
  const absolute = path.resolve(file);
  if (!existsSync(absolute)) throw new HumanError({ message: `There is no file ${absolute}.` });
  const parser = await createRustParser({
    engine: assetPath('web-tree-sitter.wasm'),
    language: assetPath('tree-sitter-rust.wasm'),
  });
  const tree = parser.parse(readFileSync(absolute, 'utf8'));
  const found = functionAtLine(tree.functions(absolute), Number(line) - 1);
  tree.delete();
  if (found === null) throw new HumanError({ message: `There is no function at line ${line} of ${file}.` });
  return { wanted: wantedAt(found, true), from: absolute };
}

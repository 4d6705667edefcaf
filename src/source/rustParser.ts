/**
 * Rust text -> syntax tree, kept up to date while the text is edited. Wraps tree-sitter with the grammar of Rust;
 * what is a function, and where, is read in items.ts.
 */

import { Language, Parser, type Tree } from 'web-tree-sitter';
import type { RustFunction } from '../model/rustFunction.ts';
import { codeShape } from './codeShape.ts';
import { FnWords } from './fnWords.ts';
import { itemsOf } from './items.ts';
import { KnownItems, type ReadItem } from './knownItems.ts';
import { LimitedParser } from './limitedParser.ts';
import { maskUnknownSyntax } from './maskUnknownSyntax.ts';
import type { Source } from './source.ts';
import { editBetween } from './textEdit.ts';

export interface RustParser {
  /** Throws a HumanError for a text that is too long, or that cannot be parsed in a few seconds. */
  parse(text: string): RustTree;
}

/** Holds memory outside of JavaScript's: it must be deleted. */
export interface RustTree {
  /**
   * All functions with a body, in the order of the source. `file` is their absolute path. Throws a HumanError when that
   * takes longer than a few seconds.
   */
  functions(file: string): RustFunction[];
  /** What a function of this text does, whatever its variables are called (codeShape.ts); null inside macro calls. */
  shapeOf(fn: RustFunction): string | null;
  /** The tree of the edited text; parses only what changed. This tree is deleted, also when it throws as `parse` does. */
  update(newText: string): RustTree;
  delete(): void;
}

/** `engine` and `language` are the paths of web-tree-sitter.wasm and tree-sitter-rust.wasm. */
export async function createRustParser(
  wasm: { readonly engine: string; readonly language: string },
  maxReadMs = 5_000,
): Promise<RustParser> {
  await Parser.init({ locateFile: () => wasm.engine });
  const parser = new Parser();
  parser.setLanguage(await Language.load(wasm.language));
  const limited = new LimitedParser(parser, maxReadMs);
  return { parse: text => parsedText(limited, readable(text), null) };
}

/** The tree of the text before, with the edit applied to it. */
interface Before {
  readonly tree: Tree;
  readonly read: ReadFile | null;
}

interface ReadFile {
  readonly file: string;
  readonly items: readonly ReadItem[];
}

function parsedText(parser: LimitedParser, text: string, before: Before | null): RustTree {
  let tree = parser.parse(text, before?.tree ?? null, parser.deadlineMs());
  let isWhole = before === null;
  /** Of this very tree: an older one's no longer tell anything about the next. */
  let read: ReadFile | null = null;
  return {
    functions(file) {
      const deadlineMs = parser.deadlineMs();
      // How the parser recovers from an error depends on what it keeps of the tree before: then the answer would depend
      // on the way the text was typed.
      if (!isWhole && tree.rootNode.hasError) {
        const whole = parser.parse(text, null, deadlineMs);
        tree.delete();
        tree = whole;
        isWhole = true;
        read = null;
      }
      const known = read ?? (isWhole ? null : (before?.read ?? null));
      const source = { file, text, fnWords: new FnWords(text), withItem: itemReader(parser, deadlineMs) };
      const items = itemsOf(tree.rootNode, source, new KnownItems(known?.file === file ? known.items : []));
      read = { file, items };
      return items.flatMap(item => item.functions);
    },
    shapeOf({ nameRange: { start } }) {
      const name = tree.rootNode.descendantForPosition({ row: start.line0, column: start.character0 });
      return name?.parent?.type === 'function_item' ? codeShape(name.parent) : null;
    },
    update(newText) {
      const newReadable = readable(newText);
      const edit = editBetween(text, newReadable);
      if (edit !== null) tree.edit(edit);
      try {
        return parsedText(parser, newReadable, { tree, read });
      } finally {
        tree.delete();
      }
    },
    delete() {
      tree.delete();
    },
  };
}

function itemReader(parser: LimitedParser, deadlineMs: number): Source['withItem'] {
  return (text, read) => {
    const tree = parser.parse(text, null, deadlineMs);
    try {
      const item = tree.rootNode.firstNamedChild;
      if (item !== null && !tree.rootNode.hasError) read(item);
    } finally {
      tree.delete();
    }
  };
}

/** As the editor counts: a byte order mark is no character of the text. */
function readable(text: string): string {
  return maskUnknownSyntax(text.startsWith('\ufeff') ? text.slice(1) : text);
}

/**
 * Rust text -> syntax tree, kept up to date while the text is edited. Wraps tree-sitter with the grammar of Rust;
 * what is a function, and where, is read in walk.ts.
 */

import { Language, Parser, type Tree } from 'web-tree-sitter';
import { HumanError } from '../model/humanError.ts';
import type { RustFunction } from '../model/rustFunction.ts';
import { FnWords } from './fnWords.ts';
import { maskUnknownSyntax } from './maskUnknownSyntax.ts';
import { editBetween } from './textEdit.ts';
import { functionsOf, type Source } from './walk.ts';

/** In UTF-16 units. A longer file is generated, and its tree would take hundreds of megabytes. */
const MAX_TEXT_LENGTH = 8 * 1024 * 1024;
const MAX_PARSE_MS = 5_000;

export interface RustParser {
  /** Throws a HumanError for a text that is too long, or that cannot be parsed in a few seconds. */
  parse(text: string): RustTree;
}

/** Holds memory outside of JavaScript's: it must be deleted. */
export interface RustTree {
  /** All functions with a body, in the order of the source. `file` is their absolute path. */
  functions(file: string): RustFunction[];
  /** The tree of the edited text; parses only what changed. This tree is deleted, also when it throws as `parse` does. */
  update(newText: string): RustTree;
  delete(): void;
}

/** `engine` and `language` are the paths of web-tree-sitter.wasm and tree-sitter-rust.wasm. */
export async function createRustParser(wasm: {
  readonly engine: string;
  readonly language: string;
}): Promise<RustParser> {
  await Parser.init({ locateFile: () => wasm.engine });
  const parser = new Parser();
  parser.setLanguage(await Language.load(wasm.language));
  return { parse: text => parsedText(parser, readable(text), null) };
}

function parsedText(parser: Parser, text: string, previous: Tree | null): RustTree {
  const tree = parseTree(parser, text, previous);
  return {
    functions(file) {
      const withItem: Source['withItem'] = (itemText, read) => {
        const itemTree = parseTree(parser, itemText, null);
        const item = itemTree.rootNode.firstNamedChild;
        if (item !== null && !itemTree.rootNode.hasError) read(item);
        itemTree.delete();
      };
      return functionsOf(tree.rootNode, { file, text, fnWords: new FnWords(text), withItem });
    },
    update(newText) {
      const newReadable = readable(newText);
      const edit = editBetween(text, newReadable);
      if (edit !== null) tree.edit(edit);
      try {
        return parsedText(parser, newReadable, tree);
      } finally {
        tree.delete();
      }
    },
    delete() {
      tree.delete();
    },
  };
}

/** As the editor counts: a byte order mark is no character of the text. */
function readable(text: string): string {
  return maskUnknownSyntax(text.startsWith('\ufeff') ? text.slice(1) : text);
}

function parseTree(parser: Parser, text: string, previous: Tree | null): Tree {
  if (text.length > MAX_TEXT_LENGTH) {
    throw new HumanError({
      message: `The file has more than ${MAX_TEXT_LENGTH} characters; its functions are not read.`,
    });
  }
  const deadlineMs = performance.now() + MAX_PARSE_MS;
  const tree = parser.parse(text, previous, { progressCallback: () => performance.now() > deadlineMs });
  if (tree === null) {
    parser.reset();
    throw new HumanError({ message: `The file could not be parsed as Rust within ${MAX_PARSE_MS / 1000} seconds.` });
  }
  return tree;
}

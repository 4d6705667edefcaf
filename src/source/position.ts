/**
 * Places of tree-sitter in the words of the editor. With JavaScript strings the parser's columns count UTF-16 units,
 * as the editor's do.
 */

import type { Node } from 'web-tree-sitter';
import type { Position0, Range0 } from '../model/rustFunction.ts';

export function start0(node: Node): Position0 {
  return { line0: node.startPosition.row, character0: node.startPosition.column };
}

export function end0(node: Node): Position0 {
  const { row, column } = node.endPosition;
  return { line0: row, character0: column };
}

export function range0(node: Node): Range0 {
  return { start: start0(node), end: end0(node) };
}

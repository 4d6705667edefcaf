/** Whether the function has what `--fields` names: a field that is misspelt would be read nowhere, and nobody told. */

import { nearestName } from '../condition/nearest.ts';
import { HumanError } from '../model/humanError.ts';
import type { FieldNode } from '../probe/fieldTree.ts';

/** Throws HumanError. `known`: the function's arguments; nothing is said where none is known, nor below where the tree ends. */
export function checkFields(chosen: readonly string[], known: readonly FieldNode[]): void {
  if (known.length === 0) return;
  for (const path of chosen) checkField(path, path.split('.'), known);
}

function checkField(path: string, names: readonly string[], known: readonly FieldNode[], above = ''): void {
  const [name, ...below] = names;
  if (name === undefined || known.length === 0) return;
  const node = known.find(each => each.name === name);
  if (node !== undefined) {
    checkField(path, below, node.children, `${above}${name}.`);
    return;
  }
  const there = known.map(each => each.name);
  const nearest = nearestName(name, there);
  const of = above === '' ? 'argument' : 'field';
  throw new HumanError({
    message: `There is no ${of} \`${above}${name}\`, which --fields names.`,
    advice:
      nearest === null
        ? `There is ${there.map(each => `\`${above}${each}\``).join(', ')}.`
        : `Did you mean \`${above}${nearest}\`?`,
  });
}

import assert from 'node:assert/strict';
import { checkFields } from '../../../src/cli/checkFields.ts';
import type { FieldNode } from '../../../src/probe/fieldTree.ts';

const node = (name: string, ...children: FieldNode[]): FieldNode => ({ name, typeName: 'T', children });
const known = [node('order', node('id'), node('items', node('article'))), node('limit')];

describe('the check of --fields', () => {
  for (const fields of [[], ['limit'], ['order', 'order.items.article'], ['order.id.deeper.than.the.tree']]) {
    it(`accepts ${fields.join(',') || 'an empty list'}`, () => {
      checkFields(fields, known);
    });
  }

  it('accepts anything of a function whose arguments are not known', () => {
    checkFields(['a'], []);
  });

  for (const [field, message, advice] of [
    ['ordr', 'There is no argument `ordr`, which --fields names.', 'Did you mean `order`?'],
    ['total', 'There is no argument `total`, which --fields names.', 'There is `order`, `limit`.'],
    ['order.idd', 'There is no field `order.idd`, which --fields names.', 'Did you mean `order.id`?'],
    [
      'order.items.price',
      'There is no field `order.items.price`, which --fields names.',
      'There is `order.items.article`.',
    ],
  ] as const) {
    it(`refuses ${field}, and says what there is`, () => {
      assert.throws(
        () => {
          checkFields(['limit', field], known);
        },
        { name: 'HumanError', detail: { message, advice } },
      );
    });
  }
});

import assert from 'node:assert/strict';
import { functionPath, matchesPath, spellings, withoutTypeArguments } from '../../../src/resolve/demangledPath.ts';

describe('demangled paths', () => {
  const spelled: [string, string[]][] = [
    ['demo::add', ['demo::add']],
    ['demo::largest::<u64>', ['demo::largest']],
    ['demo::largest<u64>', ['demo::largest']],
    ['demo::Stack<T>::push', ['demo::Stack::push']],
    ['<demo::Stack<u64>>::push', ['demo::Stack::push']],
    [
      '<demo::Circle as demo::Shape>::area',
      ['demo::Circle::area', 'demo::Shape::area', '<demo::Circle as demo::Shape>::area', '<Circle as Shape>::area'],
    ],
    [
      '<alloc::vec::Vec<T> as demo::Total<fn(u8) -> u64>>::total',
      [
        'alloc::vec::Vec::total',
        'demo::Total::total',
        '<alloc::vec::Vec as demo::Total>::total',
        '<Vec as Total>::total',
      ],
    ],
  ];
  for (const [demangled, expected] of spelled) {
    it(`${demangled} may be written in ${String(expected.length)} ways`, () => {
      assert.deepEqual(spellings(demangled), expected);
    });
  }

  const matches: [string, string, boolean][] = [
    ['demo::add', 'add', true],
    ['demo::add', 'demo::add', true],
    ['demo::add', 'dd', false],
    ['demo::read_add', 'add', false],
    ['demo::add::inner', 'add', false],
    ['demo::largest::<u64>', 'largest', true],
    ['demo::largest::<u64>', 'largest::<f64>', true],
    ['<demo::Circle as demo::Shape>::area', '<Circle as Shape>::area', true],
    ['<demo::Circle as demo::Shape>::area', 'Shape::area', true],
    ['<demo::Circle as demo::Shape>::area', 'Square::area', false],
    ['demo::orders::match', 'orders::r#match', true],
  ];
  for (const [demangled, wanted, expected] of matches) {
    it(`${wanted} ${expected ? 'means' : 'does not mean'} ${demangled}`, () => {
      assert.equal(matchesPath(demangled, wanted), expected);
    });
  }

  it('all instances of a function have one name', () => {
    assert.equal(functionPath('demo::largest<u64>'), 'demo::largest');
    assert.equal(functionPath('<demo::Circle<f32> as demo::Shape>::area'), '<demo::Circle as demo::Shape>::area');
    assert.equal(functionPath('<*const demo::Cell<u8>>::read::<u8>'), '<*const demo::Cell>::read');
    assert.equal(functionPath('<dyn core::any::Any>::is::<u8>'), '<dyn core::any::Any>::is');
    assert.equal(functionPath('<[u8]>::len'), '<[u8]>::len');
  });

  it('a path without type arguments stays as it is', () => {
    assert.equal(withoutTypeArguments('demo::shapes::Circle::area'), 'demo::shapes::Circle::area');
  });
});

import assert from 'node:assert/strict';
import type { DwarfType } from '../../../src/binary/dwarfType.ts';
import { openElf, type ElfFile } from '../../../src/binary/elf.ts';
import { describedIn } from './describedFunctions.ts';
import { fixture, sourceOf, type FixtureName } from './fixtures.ts';
import { PrintedInfo } from './readelfInfo.ts';

/** Types of a function's parameters by name. */
async function parameterTypes(elf: ElfFile, source: string, name: string): Promise<Map<string, DwarfType>> {
  const functions = await describedIn(elf, file => file === sourceOf(source));
  const found = functions.find(candidate => candidate.name === name);
  assert.ok(found !== undefined, name);
  return new Map(found.parameters.map(parameter => [parameter.name ?? '_', parameter.type]));
}

/** Names and offsets of a struct's members as readelf prints them. */
function printedMembers(file: string, struct: string): (readonly [name: string, offset: number])[] {
  for (const { tag, attributes, children } of new PrintedInfo(file).dies) {
    if (tag !== 'structure_type' || attributes.get('name') !== struct) continue;
    return children
      .filter(child => child.tag === 'member' && !child.attributes.has('bit_size'))
      .map(child => [child.attributes.get('name')!, Number(child.attributes.get('data_member_location'))]);
  }
  return assert.fail(`readelf prints no struct ${struct}`);
}

const membersOf = (type: Extract<DwarfType, { kind: 'struct' }>) =>
  type.members.map(({ name, offset }) => [name, offset] as const);

describe('DwarfType', () => {
  let opened: ElfFile[] = [];
  const open = (name: FixtureName): ElfFile => {
    const elf = openElf(fixture(name));
    opened.push(elf);
    return elf;
  };
  afterEach(() => {
    for (const elf of opened) elf.dispose();
    opened = [];
  });

  for (const name of ['dwarf4', 'dwarf5'] as const) {
    it(`describes Rust's numbers as the language defines them: ${name}`, async () => {
      const types = await parameterTypes(open(name), 'shapes.rs', 'numbers');
      const shown = [...types.values()].map(type =>
        type.kind === 'base' ? `${type.name} ${type.encoding} ${type.byteSize}` : type.kind,
      );
      assert.deepEqual(shown, [
        'i8 signed 1',
        'i16 signed 2',
        'i32 signed 4',
        'i64 signed 8',
        'i128 signed 16',
        'isize signed 8',
        'u16 unsigned 2',
        'u128 unsigned 16',
        'f32 float 4',
      ]);
    });

    it(`describes text, char, bool and tuples: ${name}`, async () => {
      const types = await parameterTypes(open(name), 'shapes.rs', 'texts');
      const text = types.get('name');
      assert.ok(text?.kind === 'struct');
      assert.deepEqual([text.name, text.byteSize], ['&str', 16]);
      const members = new Map(text.members.map(member => [member.name, member]));
      assert.deepEqual([members.get('data_ptr')?.offset, members.get('length')?.offset], [0, 8]);
      assert.equal(members.get('data_ptr')?.type.kind, 'pointer');
      assert.equal(members.get('length')?.type.name, 'usize');

      const letter = types.get('letter');
      assert.deepEqual({ ...letter }, { kind: 'base', name: 'char', encoding: 'char', byteSize: 4 });
      assert.deepEqual({ ...types.get('yes') }, { kind: 'base', name: 'bool', encoding: 'bool', byteSize: 1 });
      const pair = types.get('_');
      assert.ok(pair?.kind === 'struct' && pair.name === '(u32, u64)');
      assert.deepEqual(pair.members.map(({ name: field }) => field).sort(), ['__0', '__1']);
    });

    it(`lays out a struct that refers to itself as readelf prints it: ${name}`, async () => {
      const types = await parameterTypes(open(name), 'shapes.rs', 'composite');
      const node = types.get('node');
      assert.ok(node?.kind === 'pointer');
      const struct = node.target;
      assert.ok(struct?.kind === 'struct' && struct.name === 'Node');
      assert.equal(struct.members.length, 3);
      assert.deepEqual(membersOf(struct), printedMembers(fixture(name), 'Node'));
      const raw = types.get('raw');
      assert.ok(raw?.kind === 'pointer' && raw.name === '*const shapes::Node');
      assert.ok(raw.target?.kind === 'struct' && raw.target.name === 'Node');
      const label = struct.members.find(member => member.name === 'label')?.type;
      assert.ok(label?.kind === 'array');
      assert.deepEqual([label.name, label.count, label.element.name], ['[u8; 3]', 3, 'u8']);
    });

    it(`tells enums, unions and arrays apart: ${name}`, async () => {
      const types = await parameterTypes(open(name), 'shapes.rs', 'composite');
      const shown = ['plain', 'loaded', 'bits', 'grid'].map(key => `${types.get(key)?.kind} ${types.get(key)?.name}`);
      assert.deepEqual(shown, ['enum Plain', 'enum Loaded', 'union Bits', 'array [[i32; 2]; 4]']);
      const bits = types.get('bits');
      assert.ok(bits?.kind === 'union');
      assert.deepEqual(
        bits.members.map(({ name: field, offset, type }) => `${field} ${offset} ${type.name}`),
        ['whole 0 u32', 'parts 0 [u16; 2]'],
      );
    });
  }

  it('looks through typedefs and qualifiers, and leaves bit fields out', async () => {
    const types = await parameterTypes(open('c4'), 'shapes.c', 'helper');
    assert.deepEqual(
      { ...types.get('count') },
      { kind: 'base', name: 'unsigned int', encoding: 'unsigned', byteSize: 4 },
    );
    const flags = types.get('flags');
    assert.ok(flags?.kind === 'pointer' && flags.target?.kind === 'struct');
    const { members } = flags.target;
    assert.deepEqual(
      members.map(({ name }) => name),
      ['name', 'next', 'weight'],
    );
    assert.deepEqual(membersOf(flags.target), printedMembers(fixture('c4'), 'flags'));
    const next = members[1]?.type;
    assert.ok(next?.kind === 'pointer' && next.target?.kind === 'struct' && next.target.name === 'flags');
  });
});

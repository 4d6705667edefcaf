/**
 * What binutils' readelf says of a binary's debug information: the oracle for our own reader.
 * Reads the text of `readelf --debug-dump=info` and `=rawline` and answers in the words of src/binary.
 */

import assert from 'node:assert/strict';
import path from 'node:path';
import { run } from './fixtures.ts';

/** An entry as readelf prints it; attributes by name without `DW_AT_`, values as text. */
export interface PrintedDie {
  readonly offset: number;
  readonly tag: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** Where each value stands in .debug_info. */
  readonly places: ReadonlyMap<string, number>;
  readonly children: PrintedDie[];
  readonly parent: PrintedDie | null;
}

export class PrintedInfo {
  readonly #byOffset = new Map<number, PrintedDie>();
  readonly #fileTables: ReadonlyMap<number, PrintedFileTable>;
  readonly roots: PrintedDie[] = [];

  /** Keeps the attributes of these names alone, when some are given; the dump of a program has millions of lines. */
  constructor(file: string, kept: ReadonlySet<string> | null = null) {
    this.#fileTables = readFileTables(run('readelf', '--debug-dump=rawline', file));
    const around: PrintedDie[] = [];
    let attributes = new Map<string, string>();
    let places = new Map<string, number>();
    for (const line of run('readelf', '--debug-dump=info', file).split('\n')) {
      // Cheap, first.
      const entry = line.startsWith(' <') ? /^ <(\d+)><(\w+)>: Abbrev Number: \d+ \(DW_TAG_(\w+)\)/.exec(line) : null;
      if (entry !== null) {
        const depth = Number(entry[1]);
        attributes = new Map();
        places = new Map();
        const parent = depth === 0 ? null : around[depth - 1]!;
        const die = { offset: parseInt(entry[2]!, 16), tag: entry[3]!, attributes, places, children: [], parent };
        around[depth] = die;
        this.#byOffset.set(die.offset, die);
        (parent?.children ?? this.roots).push(die);
      }
      const attribute = entry === null ? /^ {4}<(\w+)> +DW_AT_(\w+) *: (.*)$/.exec(line) : null;
      if (attribute === null || kept?.has(attribute[2]!) === false) continue;
      attributes.set(attribute[2]!, withoutForm(attribute[3]!));
      places.set(attribute[2]!, parseInt(attribute[1]!, 16));
    }
    assert.ok(this.roots.length > 0, 'readelf printed no units');
  }

  get dies(): Iterable<PrintedDie> {
    return this.#byOffset.values();
  }

  /** The entry that an attribute refers to. */
  referred(die: PrintedDie, attribute: string): PrintedDie | null {
    const target = /^<?0x(\w+)/.exec(die.attributes.get(attribute) ?? '');
    return target === null ? null : (this.#byOffset.get(parseInt(target[1]!, 16)) ?? assert.fail('dangling reference'));
  }

  /** The entry and those that it completes. */
  origins(die: PrintedDie): PrintedDie[] {
    const next = this.referred(die, 'abstract_origin') ?? this.referred(die, 'specification');
    return next === null ? [die] : [die, ...this.origins(next)];
  }

  /** First value of an attribute along the origins. */
  inherited(die: PrintedDie, attribute: string): string | null {
    return this.declaring(die, attribute)?.attributes.get(attribute) ?? null;
  }

  declaring(die: PrintedDie, attribute: string): PrintedDie | null {
    return this.origins(die).find(({ attributes }) => attributes.has(attribute)) ?? null;
  }

  declFile(die: PrintedDie): string | null {
    const declaring = this.declaring(die, 'decl_file');
    if (declaring === null) return null;
    const { attributes } = rootOf(declaring);
    const table = this.#fileTables.get(Number(attributes.get('stmt_list')))!;
    const [directory, name] = table.files.get(Number.parseInt(declaring.attributes.get('decl_file')!, 10))!;
    return path.resolve(attributes.get('comp_dir')!, table.directories.get(directory) ?? '', name);
  }

  /** Name of the type that an entry or one of its origins has, with qualifiers and typedefs looked through. */
  typeName(die: PrintedDie): string | null {
    const typed = this.declaring(die, 'type');
    let type = typed === null ? null : this.referred(typed, 'type');
    while (type !== null && /^(typedef|const_type|volatile_type)$/.test(type.tag)) type = this.referred(type, 'type');
    if (type === null) return null;
    if (type.tag !== 'array_type') return type.attributes.get('name') ?? '_';
    return `[${this.typeName(type)}; ${type.children[0]!.attributes.get('count') ?? '_'}]`;
  }
}

export function scopesOf(die: PrintedDie): string[] {
  const scopes = /^(namespace|structure_type|union_type|enumeration_type|subprogram)$/;
  const names: string[] = [];
  for (let around = die.parent; around !== null; around = around.parent) {
    const name = around.attributes.get('name');
    if (scopes.test(around.tag) && name !== undefined) names.unshift(name);
  }
  return names;
}

export function rootOf(die: PrintedDie): PrintedDie {
  return die.parent === null ? die : rootOf(die.parent);
}

/** `(indirect string, offset: 0x12): name` and `(index: 0x1): 0x1ee0` without what stands before the value. */
function withoutForm(value: string): string {
  return value.replace(/^\((?:indirect|indexed|alt|index)[^)]*\): /, '').trimEnd();
}

interface PrintedFileTable {
  readonly directories: Map<number, string>;
  readonly files: Map<number, readonly [directory: number, name: string]>;
}

function readFileTables(text: string): Map<number, PrintedFileTable> {
  const tables = new Map<number, PrintedFileTable>();
  let table: PrintedFileTable = { directories: new Map(), files: new Map() };
  let part: 'directories' | 'files' | null = null;
  for (const line of text.split('\n')) {
    const offset = /^ +Offset: +(0x)?(\w+)$/.exec(line);
    if (offset !== null) {
      table = { directories: new Map(), files: new Map() };
      tables.set(parseInt(offset[2]!, 16), table);
    }
    if (line.includes('The Directory Table')) part = 'directories';
    else if (line.includes('The File Name Table')) part = 'files';
    else if (line.includes('Line Number Statements')) part = null;
    const [index, ...columns] = line.trim().split('\t');
    if (part === null || !/^\d+$/.test(index!)) continue;
    const name = withoutForm(columns.at(-1)!);
    if (part === 'directories') table.directories.set(Number(index), name);
    else table.files.set(Number(index), [Number(columns[0]), name]);
  }
  return tables;
}

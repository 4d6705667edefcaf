/**
 * The source files that a unit names by number in `DW_AT_decl_file`: the header of its line-number program.
 * DWARF 5, section 6.2.4; DWARF 4, section 6.2.4. The program itself is not run.
 */

import { posix } from 'node:path';
import { readUpTo } from '../byteSource.ts';
import { Cursor } from '../cursor.ts';
import type { Effort } from '../effort.ts';
import { DW_AT, DW_FORM, DW_LNCT } from './constants.ts';
import { knownFormBytes, skipValue, type Encoding } from './forms.ts';
import type { DebugSections } from './sections.ts';
import type { Unit } from './unit.ts';
import { readInitialLength } from './unitHeader.ts';

/** PATH_MAX: what is longer is no file that anybody could have compiled. */
const MAXIMUM_PATH_LENGTH = 4096;

interface Entry {
  readonly name: string;
  readonly directory: number;
}

export class FileTable {
  readonly #directories: readonly string[];
  readonly #files: readonly (Entry | null)[];

  constructor(directories: readonly string[], files: readonly (Entry | null)[]) {
    this.#directories = directories;
    this.#files = files;
  }

  /**
   * Path of a file by its number as `DW_AT_decl_file` gives it, without `.` and `..`; null when there is none.
   * Absolute, unless the build itself shortened its paths.
   */
  path(index: number): string | null {
    const entry = this.#files[index];
    if (entry === undefined || entry === null) return null;
    const directory = this.#directories[entry.directory];
    if (directory === undefined || directory.length + entry.name.length > MAXIMUM_PATH_LENGTH) return null;
    return resolve(directory, entry.name);
  }

  /** Numbers of files are below this. */
  get count(): number {
    return this.#files.length;
  }
}

/** Null for a unit without a line-number table. Throws `MalformedError`. */
export function readFileTable(unit: Unit, effort: Effort): FileTable | null {
  const offset = unit.root.sectionOffset(DW_AT.stmt_list);
  if (offset === null) return null;
  const { line } = unit.sections;
  const start = new Cursor(readUpTo(line, offset, 32), line.label);
  const { offsetBytes } = readInitialLength(start);
  const version = start.u16();
  if (version < 2 || version > 5) return null;
  if (version >= 5) start.skip(2); // sizes of addresses and segment selectors
  const headerBytes = offsetBytes === 8 ? start.u64AsNumber() : start.u32();
  effort.spend(headerBytes);
  const cursor = new Cursor(line.read(offset + start.position, headerBytes), line.label);
  cursor.skip(version >= 4 ? 5 : 4); // shape of the instructions
  cursor.skip(cursor.u8() - 1); // how many operands each standard instruction has

  const compileDirectory = unit.root.string(DW_AT.comp_dir) ?? '';
  return version >= 5
    ? readNewTables(cursor, { version, offsetBytes }, unit, compileDirectory)
    : readOldTables(cursor, compileDirectory);
}

/** Versions 2 to 4: strings in place, counted from 1; directory 0 is the one of compilation. */
function readOldTables(cursor: Cursor, compileDirectory: string): FileTable {
  const directories = [compileDirectory];
  for (let name = cursor.cString(); name !== ''; name = cursor.cString()) {
    directories.push(join(compileDirectory, name));
  }
  const files: (Entry | null)[] = [null];
  for (let name = cursor.cString(); name !== ''; name = cursor.cString()) {
    files.push({ name, directory: cursor.uleb() });
    cursor.skipLeb(); // time of modification
    cursor.skipLeb(); // length
  }
  return new FileTable(directories, files);
}

/** Version 5: self-describing tables, counted from 0; directory 0 is the one of compilation too, file 0 the unit's. */
function readNewTables(cursor: Cursor, encoding: Encoding, unit: Unit, compileDirectory: string): FileTable {
  const directories: string[] = [];
  readEntries(cursor, encoding, unit, ({ name }) => {
    directories.push(join(directories.length === 0 ? compileDirectory : (directories[0] ?? ''), name));
  });
  const files: Entry[] = [];
  readEntries(cursor, encoding, unit, entry => {
    files.push(entry);
  });
  return new FileTable(directories, files);
}

function readEntries(cursor: Cursor, encoding: Encoding, unit: Unit, add: (entry: Entry) => void): void {
  const columns: { content: number; form: number }[] = [];
  for (let left = cursor.u8(); left > 0; left--) columns.push({ content: cursor.uleb(), form: cursor.uleb() });
  const count = cursor.uleb();
  if (count > cursor.bytes.length - cursor.position) throw cursor.malformed(`${count} entries announced`);
  for (let left = count; left > 0; left--) {
    let name = '';
    let directory = 0;
    for (const { content, form } of columns) {
      if (content === DW_LNCT.path) name = readString(cursor, form, encoding, unit);
      else if (content === DW_LNCT.directory_index) directory = readIndex(cursor, form);
      else skipValue(cursor, knownFormBytes(cursor, form, encoding), encoding);
    }
    add({ name, directory });
  }
}

function readString(cursor: Cursor, form: number, encoding: Encoding, unit: Unit): string {
  const sections: DebugSections = unit.sections;
  const readOffset = () => (encoding.offsetBytes === 8 ? cursor.u64AsNumber() : cursor.u32());
  switch (form) {
    case DW_FORM.string:
      return cursor.cString();
    case DW_FORM.line_strp:
      return sections.lineStr.at(readOffset());
    case DW_FORM.strp:
      return sections.str.at(readOffset());
    default:
      throw cursor.malformed(`a file name of form 0x${form.toString(16)}`);
  }
}

function readIndex(cursor: Cursor, form: number): number {
  switch (form) {
    case DW_FORM.udata:
      return cursor.uleb();
    case DW_FORM.data1:
      return cursor.u8();
    case DW_FORM.data2:
      return cursor.u16();
    case DW_FORM.data4:
      return cursor.u32();
    default:
      throw cursor.malformed(`a directory number of form 0x${form.toString(16)}`);
  }
}

/** Paths that are too long are cut off here; `FileTable.path` answers null for them. */
function join(directory: string, name: string): string {
  return name.startsWith('/') || directory === '' ? name : `${directory}/${name}`.slice(0, MAXIMUM_PATH_LENGTH + 1);
}

function resolve(directory: string, name: string): string {
  return posix.normalize(join(directory, name));
}

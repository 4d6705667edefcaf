/**
 * Where the debug information puts the code of each function, as binutils' readelf prints it: the oracle for the
 * resolver. A function is known by the file, the line and the name it is declared with.
 */

import { PrintedInfo, scopesOf, type PrintedDie } from '../../unit/binary/readelfInfo.ts';
import { run } from '../../unit/binary/fixtures.ts';
import { demangled, type MachineCode } from './machineCode.ts';

export interface Home {
  /** `poll` for the body of an `async fn`. */
  readonly kind: 'body' | 'poll';
  readonly isInlined: boolean;
  /**
   * Offset in the file of the first instruction. An inlined copy in several pieces is taken to begin with the first one,
   * as perf does.
   */
  readonly start: number;
}

interface Declared {
  readonly name: string;
  readonly linkageName: string;
  readonly line1: number;
  readonly home: Home;
}

const ATTRIBUTES = [
  ...['name', 'linkage_name', 'decl_file', 'decl_line', 'abstract_origin', 'specification', 'stmt_list', 'comp_dir'],
  ...['low_pc', 'high_pc', 'ranges'],
];

export class DeclaredHomes {
  readonly #byFile = new Map<string, Declared[]>();

  constructor(file: string, code: MachineCode) {
    const info = new PrintedInfo(file, new Set(ATTRIBUTES));
    const ranges = readRanges(file);
    for (const root of info.roots) this.#addBelow(root, info, code, ranges);
    this.#removeShims();
  }

  /** Homes of the function with this name whose signature begins at `line1` and whose body ends at `lastLine1`. */
  of(file: string, name: string, line1: number, lastLine1: number): Home[] {
    const inFile = this.#byFile.get(file) ?? [];
    const homes = inFile.flatMap(declared => {
      // The line of a poll body is the one of its `{`.
      const last = declared.home.kind === 'poll' ? lastLine1 : line1;
      return declared.name === name && declared.line1 >= line1 && declared.line1 <= last ? [declared.home] : [];
    });
    // Copies that begin at the same place are one to a probe.
    return [...new Map(homes.map(home => [JSON.stringify(home), home])).values()];
  }

  #addBelow(parent: PrintedDie, info: PrintedInfo, code: MachineCode, ranges: Ranges): void {
    for (const die of parent.children) {
      let isDiscarded = false;
      if (die.tag === 'subprogram' || die.tag === 'inlined_subroutine') {
        const isInlined = die.tag === 'inlined_subroutine';
        const start = code.fileOffset(startOf(die, ranges));
        // Code that the linker left out keeps its entry, with an address that no symbol has.
        const hasSymbol = start !== null && code.symbolsAt(start).length > 0;
        isDiscarded = !isInlined && die.attributes.has('low_pc') && !hasSymbol;
        if (start !== null && !isDiscarded) this.#add(die, info, isInlined ? code.behindPadding(start) : start);
      }
      if (!isDiscarded) this.#addBelow(die, info, code, ranges);
    }
  }

  /**
   * A shim has the place and the name of the function that it calls: a `#[track_caller]` one behind a pointer, say.
   * Calls through it enter the function too.
   */
  #removeShims(): void {
    for (const [file, inFile] of this.#byFile) {
      const plainNames = demangled(inFile.map(({ linkageName }) => linkageName));
      this.#byFile.set(
        file,
        inFile.filter((_, index) => !/\bshim\b/.test(plainNames[index]!)),
      );
    }
  }

  #add(die: PrintedDie, info: PrintedInfo, start: number): void {
    const named = info.declaring(die, 'name');
    const file = info.declFile(die);
    const line = info.inherited(die, 'decl_line');
    if (named === null || file === null || line === null) return;
    const ownName = named.attributes.get('name')!;
    const isPoll = ownName.startsWith('{async_fn#');
    const name = isPoll ? (scopesOf(named).at(-1) ?? '') : ownName;
    const declared: Declared = {
      name: name.replace(/<.*$/, '').replace(/^r#/, ''),
      linkageName: info.inherited(die, 'linkage_name') ?? '',
      line1: Number(line),
      home: { kind: isPoll ? 'poll' : 'body', isInlined: die.tag === 'inlined_subroutine', start },
    };
    const inFile = this.#byFile.get(file);
    if (inFile === undefined) this.#byFile.set(file, [declared]);
    else inFile.push(declared);
  }
}

/** Offset of a list -> address where its first range begins, those without a byte left out. */
type Ranges = ReadonlyMap<number, number>;

/** Zero where it has no code. */
function startOf({ attributes }: PrintedDie, ranges: Ranges): number {
  const list = attributes.get('ranges');
  if (list !== undefined) return ranges.get(Number(list)) ?? 0;
  return Number(attributes.get('high_pc') ?? 0) === 0 ? 0 : Number(attributes.get('low_pc') ?? 0);
}

function readRanges(file: string): Ranges {
  const ranges = new Map<number, number>();
  for (const line of run('readelf', '--debug-dump=Ranges', file).split('\n')) {
    const [, list, begin, end] = /^ +([0-9a-f]{8}) ([0-9a-f]{16}) ([0-9a-f]{16})\b/.exec(line) ?? [];
    if (list === undefined || begin === end) continue;
    const offset = parseInt(list, 16);
    if (!ranges.has(offset)) ranges.set(offset, parseInt(begin!, 16));
  }
  return ranges;
}

/**
 * Where variables are, in one short notation: from the text of readelf, which decodes the bytes of expressions and
 * lists on its own, and from our places. `8:[fb+16]` eight bytes in the frame, `4:R5` the low bytes of rdi, `8:=r7+8` a
 * computed number, `1:#07` a constant, `(absent)`.
 */

import type { DwarfPlace, DwarfWord } from '../../../src/binary/dwarfFunction.ts';
import { run } from './fixtures.ts';

export interface PrintedLocation {
  readonly start: bigint;
  readonly end: bigint;
  readonly text: string;
}

interface PrintedLine {
  readonly offset: number;
  readonly location: PrintedLocation | 'end';
}

/** What `readelf --debug-dump=loc` prints. */
export class PrintedLists {
  readonly #lines: readonly PrintedLine[];

  constructor(file: string) {
    let offset = 0;
    this.#lines = run('readelf', '--debug-dump=loc', file)
      .split('\n')
      .flatMap((line): PrintedLine[] => {
        const marked = /^ +([0-9a-f]{8}) /.exec(line);
        if (marked !== null) offset = parseInt(marked[1]!, 16);
        if (line.includes('<End of list>')) return [{ offset, location: 'end' }];
        const range = / ([0-9a-f]{16}) ([0-9a-f]{16}) \((DW_OP.*)\)(?: \(start == end\))?$/.exec(line);
        if (range === null) return [];
        const [start, end] = [BigInt(`0x${range[1]!}`), BigInt(`0x${range[2]!}`)];
        return [{ offset, location: { start, end, text: range[3]! } }];
      });
  }

  at(offset: number): PrintedLocation[] {
    const locations: PrintedLocation[] = [];
    for (const line of this.#lines) {
      if (line.offset < offset) continue;
      if (line.location === 'end') break;
      locations.push(line.location);
    }
    return locations;
  }
}

const ABSENT = '(absent)';

export function placeText(place: DwarfPlace): string {
  return place
    .map(piece => {
      const bytes = String(piece.bytes ?? '');
      switch (piece.kind) {
        case 'memory':
          return `${bytes}:[${wordText(piece.at)}]`;
        case 'register':
          return `${bytes}:R${String(piece.number)}`;
        case 'word':
          return `${bytes}:=${wordText(piece.word)}`;
        case 'constant':
          return `${bytes}:#${Buffer.from(piece.value).toString('hex')}`;
        case 'absent':
          return piece.bytes === null ? ABSENT : `${bytes}:${ABSENT}`;
      }
    })
    .join(' ');
}

function wordText(word: DwarfWord): string {
  switch (word.kind) {
    case 'register':
      return `r${String(word.number)}+${String(word.plus)}`;
    case 'frameBase':
      return `fb+${String(word.plus)}`;
    case 'load':
      return `*(${wordText(word.at)})+${String(word.plus)}`;
  }
}

/** What stands on the stack: a word and what is added to it, or a number. */
interface Printed {
  readonly word: string | null;
  readonly plus: bigint;
}

/** The same of `DW_OP_breg7 (rsp): 8; DW_OP_deref`; `bytes` is the size of the variable. */
export function printedPlace(text: string, bytes: number, isAtEntry: boolean, frameBasePlus: number): string {
  const stack: Printed[] = [];
  const pieces: string[] = [];
  let described = 0;
  let location: string | Printed | null = null;
  const finish = (size: number): void => {
    const top = stack.pop();
    described += size;
    pieces.push(`${String(size)}:${printedPiece(location, top, size)}`);
    stack.length = 0;
    location = null;
  };
  for (const operation of text.split('; ')) {
    const [, name = '', operand = ''] = /^DW_OP_(\w+)(?: \(\w+\))?(?:: (.*))?$/.exec(operation) ?? [];
    const register = /^(b?reg)(\d+)$/.exec(name);
    const literal = /^lit(\d+)$/.exec(name);
    if (register?.[1] === 'reg') location = `R${register[2]!}`;
    else if (register !== null) stack.push({ word: `r${register[2]!}`, plus: BigInt(operand) });
    else if (literal !== null) stack.push({ word: null, plus: BigInt(literal[1]!) });
    else if (name.startsWith('const')) stack.push({ word: null, plus: BigInt(operand) });
    else if (name === 'fbreg') stack.push({ word: 'fb', plus: BigInt(operand) + BigInt(frameBasePlus) });
    else if (name === 'plus_uconst') stack.push(added(stack.pop()!, BigInt(operand)));
    else if (name === 'deref') stack.push({ word: `*(${printedWord(stack.pop()!)})`, plus: 0n });
    else if (name === 'stack_value') location = stack.pop()!;
    else if (name.endsWith('entry_value') && isAtEntry)
      stack.push({ word: `r${/reg(\d+)/.exec(operand)![1]!}`, plus: 0n });
    else if (name === 'piece') finish(Number(operand));
    else return ABSENT;
  }
  if (pieces.length === 0) finish(bytes);
  else if (described < bytes) pieces.push(`${String(bytes - described)}:${ABSENT}`);
  return pieces.join(' ');
}

function added({ word, plus }: Printed, more: bigint): Printed {
  return { word, plus: plus + more };
}

function printedWord({ word, plus }: Printed): string {
  return `${word ?? ''}+${String(plus)}`;
}

function printedPiece(location: string | Printed | null, top: Printed | undefined, size: number): string {
  if (typeof location === 'string') return location;
  if (location === null) return top === undefined ? ABSENT : `[${printedWord(top)}]`;
  if (location.word !== null) return `=${printedWord(location)}`;
  const value = Buffer.alloc(8);
  value.writeBigInt64LE(BigInt.asIntN(64, location.plus));
  return `#${value.subarray(0, size).toString('hex')}`;
}

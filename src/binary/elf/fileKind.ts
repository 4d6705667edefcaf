/** What a file is that is no ELF file, by its first bytes: people point at the wrong file in a target folder. */

const KINDS: readonly (readonly [start: string, kind: string])[] = [
  ['', 'it is empty'],
  ['23 21', 'it is a script'],
  ['21 3c 61 72 63 68 3e', 'it is an archive of object files, such as an .rlib'],
  ['72 75 73 74', 'it is metadata of rustc'],
  ['00 61 73 6d', 'it is a WebAssembly module'],
  ['42 43 c0 de', 'it is LLVM bitcode'],
  ['4d 5a', 'it is a program for Windows'],
  ['fe ed fa ce', 'it is a program for macOS'],
  ['fe ed fa cf', 'it is a program for macOS'],
  ['ce fa ed fe', 'it is a program for macOS'],
  ['cf fa ed fe', 'it is a program for macOS'],
  ['ca fe ba be', 'it is a program for macOS'],
];

/** `: it is …` for what people meet, else nothing. */
export function otherFileKind(start: Uint8Array): string {
  const text = [...start.subarray(0, 8)].map(byte => byte.toString(16).padStart(2, '0')).join(' ');
  const kind = KINDS.find(([first]) => (first === '' ? text === '' : text.startsWith(first)));
  return kind === undefined ? '' : `: ${kind[1]}`;
}

/** What of a binary has to be read to know its functions: the sizes that readelf gives. */

import { execFileSync } from 'node:child_process';

/** Symbols, and all that debug information consists of but the places of variables. */
const READ = /^\.(?:symtab|strtab|debug_(?!loc|aranges|pub|gdb|frame|macro)\w+)$/;

/** Bytes. */
export function sectionBytes(binary: string): number {
  const lines = execFileSync('readelf', ['--sections', '--wide', binary], { encoding: 'utf8' }).split('\n');
  // [Nr] Name Type Address Off Size …, numbers in hexadecimal.
  const sizes = lines.flatMap(line => {
    const [, name = '', , , , size = ''] = /^\s*\[\s*\d+\]\s+(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s+(\S+)/.exec(line) ?? [];
    return READ.test(name) ? [Number.parseInt(size, 16)] : [];
  });
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** The files whose code a process has mapped: its program and its libraries. proc_pid_maps(5). */

import { readFileSync } from 'node:fs';
import { kernelPath, type KernelPath } from './kernelPath.ts';

export interface MappedFile extends KernelPath {
  /** `dev:ino` in decimal, as stat gives it; on btrfs the device is another one than stat's. */
  readonly inode: string;
  /** Name of its first code in `/proc/PID/map_files`, where root alone may open it: also when it is deleted. */
  readonly range: string;
}

/** Each file once. Throws when the process has ended or belongs to another user. */
export function mappedFiles(pid: number): MappedFile[] {
  return parseMappings(readFileSync(`/proc/${pid}/maps`, 'utf8'));
}

/** Text of /proc/PID/maps -> files that are mapped as code. */
export function parseMappings(text: string): MappedFile[] {
  const found = new Map<string, MappedFile>();
  for (const [, from, to, major, minor, ino, shown] of text.matchAll(MAPPING)) {
    if (from === undefined || to === undefined || shown === undefined) continue;
    if (major === undefined || minor === undefined || ino === undefined) continue;
    const key = `${major}:${minor}:${ino} ${shown}`;
    if (found.has(key)) continue;
    const inode = `${deviceNumber(parseInt(major, 16), parseInt(minor, 16))}:${ino}`;
    // The one character that the kernel escapes here.
    const file = kernelPath(shown.replaceAll('\\012', '\n'), inode);
    found.set(key, { ...file, inode, range: `${unpadded(from)}-${unpadded(to)}` });
  }
  return [...found.values()];
}

/** Executable, and of a file: addresses, device as hexadecimal major and minor, inode, path. */
const MAPPING = /^([0-9a-f]+)-([0-9a-f]+) ..x. [0-9a-f]+ ([0-9a-f]+):([0-9a-f]+) (\d+) +(\/.*)$/gm;

/** In `maps` an address has eight digits or more, in `map_files` no leading zeros. */
function unpadded(address: string): string {
  return address.replace(/^0+(?=.)/, '');
}

/** As stat shows it to 64-bit programs (`new_encode_dev` of Linux). */
function deviceNumber(major: number, minor: number): number {
  return (minor & 0xff) + major * 0x100 + (minor >>> 8) * 0x100000;
}

/**
 * The separate file with the symbols and debug information of a stripped one, where gdb looks for it ("Debugging
 * Information in Separate Files" in its manual): by build-id, or by the name and checksum in .gnu_debuglink.
 */

import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { HumanError, toHumanDetail, type HumanErrorDetail } from '../../model/humanError.ts';
import type { ByteSource } from '../byteSource.ts';
import { Cursor, decodeText } from '../cursor.ts';
import { FileSource } from '../fileSource.ts';
import { processRoot } from '../processRoot.ts';
import { crc32 } from './crc32.ts';
import { buildIdIn } from './notes.ts';
import { SectionTable } from './sectionTable.ts';

export interface DebugFile {
  readonly sections: SectionTable;
  /** Of the file, as `FileSource` has it. */
  readonly identity: string;
  close(): void;
}

export interface DebugFileSearch {
  /** To be closed with the file that it belongs to. */
  readonly file: DebugFile | null;
  /** Why files at the right places could not be used. */
  readonly rejected: readonly HumanErrorDetail[];
}

const DEBUG_FOLDER = '/usr/lib/debug';
/** A build-id of fewer bytes is no hash. */
const LEAST_BUILD_ID_DIGITS = 6;

interface Candidate {
  readonly path: string;
  /** CRC-32 of the whole file; null where the build-id alone decides. */
  readonly checksum: number | null;
}

/** `folder`: where the debug files of the whole system lie. */
export function findDebugFile(
  sections: SectionTable,
  buildId: string | null,
  folder: string = DEBUG_FOLDER,
): DebugFileSearch {
  const rejected: HumanErrorDetail[] = [];
  try {
    for (const candidate of candidates(sections, buildId, folder)) {
      if (!existsSync(candidate.path) || isSameFile(candidate.path, sections.path)) continue;
      try {
        return { file: openDebugFile(candidate, sections, buildId), rejected };
      } catch (error) {
        if (!(error instanceof HumanError)) throw error;
        rejected.push(error.detail);
      }
    }
  } catch (error) {
    if (!(error instanceof HumanError)) throw error;
    rejected.push(toHumanDetail(error));
  }
  return { file: null, rejected };
}

/** In gdb's order. Throws `MalformedError` when the link cannot be read. */
function* candidates(sections: SectionTable, buildId: string | null, debugFolder: string): Generator<Candidate> {
  const root = processRoot(sections.path);
  const folder = path.join(root, debugFolder);
  if (buildId !== null && buildId.length >= LEAST_BUILD_ID_DIGITS) {
    const file = `${buildId.slice(2)}.debug`;
    yield { path: path.join(folder, '.build-id', buildId.slice(0, 2), file), checksum: null };
  }
  const link = sections.section('.gnu_debuglink');
  if (link === null) return;
  const { name, checksum } = readLink(link);
  const own = path.dirname(resolved(sections.path));
  for (const place of [own, path.join(own, '.debug'), path.join(folder, own.slice(root.length))]) {
    yield { path: path.join(place, name), checksum };
  }
}

/** A file name without a folder, padding, a checksum. */
function readLink(link: ByteSource): { name: string; checksum: number } {
  const cursor = new Cursor(link.read(0, link.size), link.label);
  const name = decodeText(cursor.cStringBytes());
  if (name === '' || name.includes('/')) throw cursor.malformed('no name of a file');
  cursor.skip(-cursor.position & 3);
  return { name, checksum: cursor.u32() };
}

function openDebugFile(
  { path: file, checksum }: Candidate,
  { path: program }: SectionTable,
  buildId: string | null,
): DebugFile {
  const source = new FileSource(file);
  try {
    const sections = new SectionTable(source);
    const notes = sections.section('.note.gnu.build-id');
    const otherBuildId = notes === null ? null : buildIdIn(notes.read(0, notes.size), 4, file);
    // The checksum is of the whole file and so the slower one to compare.
    const isOfProgram =
      buildId !== null && otherBuildId !== null ? otherBuildId === buildId : crc32(source) === checksum;
    if (!isOfProgram) {
      throw new HumanError({
        message: `${file} is not the debug file of ${program}: it comes from another build.`,
        advice: 'Install or copy the debug file of this very build, or build without stripping.',
      });
    }
    const close = () => {
      source.dispose();
    };
    return { sections, identity: source.identity, close };
  } catch (error) {
    source.dispose();
    throw error;
  }
}

function isSameFile(a: string, b: string): boolean {
  return resolved(a) === resolved(b);
}

/** What lies in the file system of a process stays there: links would lead into this one's. */
function resolved(file: string): string {
  try {
    return processRoot(file) === '' ? realpathSync(file) : path.resolve(file);
  } catch {
    return path.resolve(file);
  }
}

/** A function in what one process runs: the program, then the libraries that cargo built. */

import type { CaptureOptions } from '../model/captureOptions.ts';
import { HumanError } from '../model/humanError.ts';
import type { Absence } from '../model/absence.ts';
import type { Artifact } from '../model/artifact.ts';
import { isAlive, readStat } from '../running/processStat.ts';
import { runningProcess } from '../running/processes.ts';
import { planOf, type ArtifactSearch } from './artifactSearch.ts';
import type { Built } from './built.ts';
import { filesOfProcess, type BuildIds, type ProcessFile } from './processFiles.ts';
import type { Resolution } from './resolution.ts';
import type { WantedFunction } from './wantedFunction.ts';
import { whyNone } from './whyNone.ts';
import { notInProcess, unreachable } from './whyNotAttached.ts';

export interface ProcessToTrace {
  readonly pid: number;
  readonly startTicks: number;
  readonly files: readonly ProcessFile[];
}

/** @throws HumanError when it has ended, or keeps to itself what it runs. */
export function processToTrace(pid: number, artifacts: readonly Artifact[], buildIds: BuildIds): ProcessToTrace {
  const startTicks = readStat(pid)?.startTicks;
  try {
    const files = filesOfProcess(runningProcess(pid), artifacts, buildIds);
    // What was read is of one process only if that still lives.
    if (startTicks !== undefined && isAlive({ pid, startTicks })) return { pid, startTicks, files };
  } catch (error) {
    throw unreachable(pid, error);
  }
  throw new HumanError({ message: `Process ${pid} has ended.` });
}

/** `built`: what cargo built here. Rejects with a HumanError as a search does. */
export async function resolveInProcess(
  { pid, startTicks, files }: ProcessToTrace,
  wanted: WantedFunction,
  built: Built,
  search: ArtifactSearch,
  options: CaptureOptions,
  signal?: AbortSignal,
): Promise<Resolution> {
  const dated = files.map(file => built.dated(file));
  const ofProcess = built.ofProcess(dated);
  const reasons: Absence[] = [];
  for (const file of dated) {
    const found = await search.search(file.artifact, linesIn(file, wanted), ofProcess, signal);
    if ('message' in found) {
      reasons.push({ code: 'unreadable', detail: { message: found.message } });
    } else if (found.instances.length > 0) {
      return {
        kind: 'plan',
        plan: { ...planOf(wanted, found, options), process: pid, running: { pid, startTicks, build: file.build } },
        instances: found.instances.map(({ instance }) => instance),
        build: ofProcess.buildOf(file.artifact),
        others: [],
        isAmbiguous: false,
      };
    } else {
      const searched = await search.evidence(wanted, found, ofProcess, signal);
      const isKnown = file.build === 'current' || file.build === 'copy';
      reasons.push(isKnown ? whyNone(wanted, [searched], []) : notInProcess(wanted.path, pid, { file, ...searched }));
    }
  }
  const nothing: Absence = { code: 'unreadable', detail: { message: `Process ${pid} runs nothing that can be read.` } };
  // The program comes first, and it is what a person means by the process.
  return { kind: 'none', reason: reasons[0] ?? nothing, build: null };
}

/** Where nothing tells that the source is that of the build, its lines may have moved. */
function linesIn({ build, like }: ProcessFile, wanted: WantedFunction): WantedFunction {
  if (wanted.kind === 'path') return wanted;
  const mayHaveMoved = build === 'other' || (build === 'copy' && like?.newerSource !== null);
  return mayHaveMoved ? { ...wanted, isLineExact: false } : wanted;
}

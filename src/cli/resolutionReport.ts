/** What `rust-trace resolve` prints: one JSON object for programs, a short list for people. */

import path from 'node:path';
import type { Artifact } from '../model/artifact.ts';
import type { FunctionInstance } from '../model/functionInstance.ts';
import { wholeMessage } from '../model/humanError.ts';
import type { TracedProcess } from '../model/tracedProcess.ts';
import type { Resolution } from '../resolve/resolution.ts';
import { oneLine } from '../session/oneLine.ts';

/**
 * `{"function","artifact","instances":[{"symbol","offset","demangled","kind":"body|poll|inlined","fileOffset","in",…}],
 * "reason"}`, with `process` and its `build` where one was named. `artifact` is null, and `reason` `{"code","text"}`, when there is no instance.
 */
export function resolutionJson(wanted: string, answer: Resolution): string {
  return JSON.stringify(
    answer.kind === 'plan'
      ? {
          function: answer.plan.functionName,
          artifact: answer.plan.artifact.path,
          ...processJson(answer.plan.running),
          instances: answer.instances.map(instanceJson),
          others: answer.others.map(other => other.path),
          reason: null,
        }
      : {
          function: wanted,
          artifact: null,
          instances: [],
          others: [],
          reason: { code: answer.reason.code, text: wholeMessage(answer.reason.detail) },
        },
  );
}

function processJson(running: TracedProcess | undefined) {
  return running === undefined ? {} : { process: running.pid, build: running.build };
}

function instanceJson({ symbol, symbolOffset, demangled, kind, fileOffset, inlined, sharedWith }: FunctionInstance) {
  return {
    symbol,
    offset: symbolOffset,
    demangled,
    kind: inlined === null ? kind : 'inlined',
    fileOffset,
    in: inlined?.caller ?? null,
    ...(inlined === null ? {} : { at: callText(inlined), isPoll: kind === 'poll', isContiguous: inlined.isContiguous }),
    ...(sharedWith.length === 0 ? {} : { sharedWith }),
  };
}

/** For a terminal, each line ended. `cwd` is what paths are shown relative to. */
export function resolutionText(wanted: string, answer: Resolution, cwd: string): string {
  if (answer.kind === 'none') return `${oneLine(wanted)}: ${oneLine(wholeMessage(answer.reason.detail))}\n`;
  const { plan, instances, others } = answer;
  const rows = instances.map(instance => [
    instance.inlined === null ? instance.kind : 'inlined',
    `0x${instance.fileOffset.toString(16)}`,
    instance.inlined === null ? instance.demangled : placeText(instance.inlined, cwd),
    instance.symbolOffset === 0 ? instance.symbol : `${instance.symbol}+0x${instance.symbolOffset.toString(16)}`,
  ]);
  const widths = [0, 1, 2].map(column => Math.max(...rows.map(row => row[column]?.length ?? 0)));
  const lines = [
    `${plan.functionName} in ${plan.process === null ? '' : `process ${plan.process}, `}${artifactText(plan.artifact, cwd)}`,
    ...rows.map(row => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd()),
    ...instances.flatMap(({ demangled, sharedWith }) =>
      sharedWith.length === 0
        ? []
        : [`  ${demangled} has the same code as ${sharedWith.join(', ')}: calls count together`],
    ),
    ...others.map(other => `perhaps also in ${artifactText(other, cwd)}`),
  ];
  return lines.map(line => `${oneLine(line)}\n`).join('');
}

function artifactText({ path: file, profile, newerSource }: Artifact, cwd: string): string {
  const age = newerSource === null ? '' : `, older than ${path.relative(cwd, newerSource)}`;
  const shown = file.startsWith('/proc/') ? file : path.relative(cwd, file);
  return `${shown} (${profile}${age})`;
}

type Site = NonNullable<FunctionInstance['inlined']>;

function placeText(site: Site, cwd: string): string {
  const { callFile } = site;
  return `in ${site.caller}${callFile === null ? '' : ` at ${path.relative(cwd, callFile)}:${site.callLine1}`}`;
}

function callText({ callFile, callLine1 }: Site): string | null {
  return callFile === null ? null : `${callFile}:${callLine1}`;
}

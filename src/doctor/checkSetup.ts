/** The setup check: reads the machine, judges it, and says which tracer can work here. */

import { homedir, userInfo } from 'node:os';
import { rustTools, type RustTools } from '../cargo/toolVersions.ts';
import { bccState, type BccState } from '../tracer/bcc/bccState.ts';
import { findTraceTool, TRACE_PATHS } from '../tracer/bcc/toolPath.ts';
import { rootAccess, type RootAccess } from '../tracer/rootAccess.ts';
import type { Tracer } from '../tracer/tracer.ts';
import { impersonal, type Person } from './impersonal.ts';
import type { Finding } from './finding.ts';
import { kernelFindings } from './kernel.ts';
import { readMachineFacts, type MachineFacts } from './machineFacts.ts';
import { privilegeFindings } from './privilege.ts';
import { rustFindings } from './rust.ts';
import { selfTest } from './selfTest/run.ts';
import { surroundingFindings } from './surroundings.ts';
import { tracingFindings } from './tracing.ts';
import { judge, selfTestId, weigh, type Verdict } from './verdict.ts';

export interface Setup extends Verdict {
  /** In the order of the report; nothing in them names the person. */
  readonly findings: readonly Finding[];
}

/** Everything that was read, in plain data. */
export interface Evidence {
  readonly machine: MachineFacts;
  readonly bcc: BccState;
  readonly root: RootAccess;
  readonly rust: RustTools;
}

/** @param bccTracePath as in the machine's settings; empty: where distributions put bcc's `trace`. */
export async function gatherEvidence(bccTracePath = ''): Promise<Evidence> {
  const findTool = (): string => findTraceTool(TRACE_PATHS, bccTracePath);
  const [bcc, root, rust] = await Promise.all([bccState(findTool), rootAccess(), rustTools()]);
  return { machine: readMachineFacts(), bcc, root, rust };
}

/** @param selfTests findings of self-tests that were run. */
export function setupOf({ machine, bcc, root, rust }: Evidence, selfTests: readonly Finding[] = []): Setup {
  const findings = [
    ...surroundingFindings(machine),
    ...kernelFindings(machine),
    ...tracingFindings(machine, bcc),
    ...privilegeFindings(machine, root),
    ...rustFindings(rust),
    ...selfTests,
  ];
  const verdict = judge(findings);
  const person = thisPerson();
  return { ...verdict, findings: weigh(findings, verdict).map(finding => impersonal(finding, person)) };
}

/** Containers run under numbers that have no name. */
function thisPerson(): Person {
  try {
    return { home: homedir(), user: userInfo().username };
  } catch {
    return { home: homedir(), user: '' };
  }
}

/**
 * One self-test a tracer, one after another; each can ask for a password unless `mayAsk` is false.
 * What was found to be impossible is not tried.
 */
export async function runSelfTests(
  evidence: Evidence,
  tracers: readonly Tracer[],
  mayAsk: boolean,
  signal: AbortSignal,
): Promise<Finding[]> {
  const { tracers: verdicts } = setupOf(evidence);
  const findings: Finding[] = [];
  for (const tracer of tracers) {
    const notRun = (why: string): Finding => ({
      id: selfTestId(tracer.name),
      group: 'Self-test',
      title: tracer.name,
      status: 'unknown',
      detail: `not run: ${why}`,
      neededBy: [],
      fix: null,
    });
    const lacking = verdicts.find(({ name, can }) => name === tracer.name && can === 'no');
    if (lacking !== undefined) findings.push(notRun(`see ${lacking.because.join(', ')}`));
    else if (evidence.root.kind === 'asks' && !mayAsk) findings.push(notRun('there is no terminal for the password'));
    else if (signal.aborted) findings.push(notRun('interrupted'));
    else findings.push(await selfTest(tracer, signal));
  }
  return findings;
}

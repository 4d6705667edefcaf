/** What root may do in this place: capabilities(7), as /proc/self/status shows them. Pure. */

export interface Capabilities {
  readonly sysAdmin: boolean;
  /** May load BPF programs and attach them to uprobes. */
  readonly bpf: boolean;
}

const SYS_ADMIN = 21;
const PERFMON = 38;
const BPF = 39;

/** Of this process as root; else of what it could become: sudo gives nothing outside the bounding set. Null: unknown. */
export function capabilities(processStatus: string, isRoot: boolean): Capabilities | null {
  const set = new RegExp(`^${isRoot ? 'CapEff' : 'CapBnd'}:\\s*([0-9a-f]+)$`, 'm').exec(processStatus)?.[1];
  if (set === undefined) return null;
  const has = (bit: number): boolean => ((BigInt(`0x${set}`) >> BigInt(bit)) & 1n) === 1n;
  return { sysAdmin: has(SYS_ADMIN), bpf: has(SYS_ADMIN) || (has(PERFMON) && has(BPF)) };
}

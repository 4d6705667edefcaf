/** What tracefs.sh says when it cannot trace -> what failed and what to do next. The kernel's own words go to the log. */

import type { HumanErrorDetail } from '../../model/humanError.ts';

const MOUNT = 'mount -t tracefs tracefs /sys/kernel/tracing';
const showLog = { kind: 'showLog' } as const;

const EXPLANATIONS: readonly (readonly [RegExp, HumanErrorDetail])[] = [
  [
    /^failed: no uprobe_events/,
    {
      message: 'The kernel offers no uprobe events at /sys/kernel/tracing.',
      advice: `Mount it with: sudo ${MOUNT} (a kernel without CONFIG_UPROBE_EVENTS has none).`,
      action: { kind: 'runInTerminal', command: `sudo ${MOUNT}` },
    },
  ],
  [
    /Operation not permitted|Permission denied|Read-only file system/,
    {
      message: 'The kernel does not let this process trace, although it is root.',
      advice: 'In a container, start it privileged or trace on the host; else see /sys/kernel/security/lockdown.',
      action: { kind: 'checkSetup' },
    },
  ],
  [
    /Failed to find probe target|No such file/,
    {
      message: 'The kernel does not find the binary to trace.',
      advice: 'Build it again; in a container, trace on the host.',
      action: { kind: 'build' },
    },
  ],
  [
    /^failed: no probe/,
    { message: 'The kernel refused to set the probe.', advice: 'The log has its reason.', action: showLog },
  ],
  [
    /^pages of /,
    { message: 'The ring buffer of this kernel has pages of another size than 4096 bytes, which are not read yet.' },
  ],
  [
    /^failed: /,
    { message: 'The kernel refused to trace through tracefs.', advice: 'The log has its reason.', action: showLog },
  ],
];

/** The most telling of the lines that the script printed, or null when none is known. */
export function explainFailure(lines: readonly string[]): HumanErrorDetail | null {
  for (const [pattern, detail] of EXPLANATIONS) {
    if (lines.some(line => pattern.test(line))) return detail;
  }
  return null;
}

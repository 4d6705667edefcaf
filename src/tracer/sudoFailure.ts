/** What sudo says when it does not run the command -> what failed and what to do next. Pure. */

import type { HumanErrorDetail } from '../model/humanError.ts';

type Explanations = readonly (readonly [RegExp, HumanErrorDetail])[];

/** What no password changes: sudo says it before it asks for one. */
const REFUSALS: Explanations = [
  [
    /you must have a tty to run sudo/,
    { message: 'sudo runs only at a terminal on this machine: its configuration says requiretty.' },
  ],
  [
    /no new privileges/,
    {
      message: 'sudo cannot work in this container: it was started with "no new privileges".',
      advice: 'Start the container without that flag, or trace on the host.',
    },
  ],
  [
    /must be owned by uid 0 and have the setuid bit set|effective uid is not 0/,
    {
      message: 'sudo cannot become root: its file system is mounted without setuid, or its file has lost the bit.',
      advice: 'Trace as root, or on the host of this container.',
    },
  ],
  [
    /account validation failure/,
    {
      message: 'sudo says that the account of this user is locked or has expired.',
      advice: 'Ask the administrator of this machine.',
    },
  ],
];

/** sudo's words, and those of sudo-rs, after it has asked or could not ask. */
const FAILURES: Explanations = [
  ...REFUSALS,
  [/timed out reading password/, { message: 'sudo waited too long for the password.', advice: 'Try again.' }],
  [
    /incorrect (password|authentication) attempt/,
    { message: 'sudo did not accept the password.', advice: 'Try again.' },
  ],
  [
    /is not in the sudoers file|may not run sudo|is not allowed to (execute|run)|afraid I can't do that/,
    {
      message: 'sudo does not allow this user to run /bin/sh as root, which starts and ends the tracer.',
      advice: 'Ask the administrator of this machine for that right; it is no less than root’s.',
    },
  ],
  [
    /a password is required|a terminal is required|authentication is required|no password was provided|no askpass program/,
    { message: 'sudo was given no password.', advice: 'Try again.' },
  ],
];

/** The explanation of the first known line, or null. */
export function explainSudoFailure(lines: readonly string[]): HumanErrorDetail | null {
  return firstKnown(FAILURES, lines);
}

/** Why sudo would refuse with the right password too, from what `sudo -n` says; null when it may not. */
export function explainSudoRefusal(lines: readonly string[]): HumanErrorDetail | null {
  return firstKnown(REFUSALS, lines);
}

function firstKnown(explanations: Explanations, lines: readonly string[]): HumanErrorDetail | null {
  const known = explanations.find(([pattern]) => lines.some(line => pattern.test(line)));
  return known?.[1] ?? null;
}

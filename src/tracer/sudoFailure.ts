/** What sudo says when it does not run the command -> what failed and what to do next. */

import type { HumanErrorDetail } from '../model/humanError.ts';

const EXPLANATIONS: readonly (readonly [RegExp, HumanErrorDetail])[] = [
  [/incorrect password attempt/, { message: 'sudo did not accept the password.', advice: 'Try again.' }],
  [
    /is not in the sudoers file|may not run sudo|is not allowed to (execute|run)/,
    {
      message: 'sudo does not allow this user to run the tracer.',
      advice: 'Ask the administrator of this machine for the right to run it.',
    },
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
    { message: 'sudo cannot become root: its file system is mounted without setuid, or its file has lost the bit.' },
  ],
  [
    /a password is required|a terminal is required|no password was provided|no askpass program/,
    { message: 'sudo was given no password.', advice: 'Try again.' },
  ],
  [/timed out reading password/, { message: 'sudo waited too long for the password.', advice: 'Try again.' }],
];

/** The explanation of the first known line, or null. */
export function explainSudoFailure(lines: readonly string[]): HumanErrorDetail | null {
  for (const [pattern, detail] of EXPLANATIONS) {
    if (lines.some(line => pattern.test(line))) return detail;
  }
  return null;
}

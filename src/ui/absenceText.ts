/** Why a function cannot be traced, in the few words that fit at the end of its line. The hover has the whole reason. Pure. */

import type { AbsenceCode } from '../model/absence.ts';

const SHORT: Readonly<Record<AbsenceCode, string>> = {
  'not-built': 'not built yet',
  'other-build': 'not in the chosen build',
  outdated: 'not in the build, which is older than the source',
  'not-compiled': 'nothing that was built has this file',
  cfg: 'left out of this build by #[cfg]',
  'never-instantiated': 'generic, and nothing calls it',
  unused: 'no machine code',
  inlined: 'inlined everywhere, and optimised away',
  merged: 'has the machine code of another function',
  stripped: 'the binary is stripped',
  'no-debug-info': 'debug information is missing',
  'build-script': 'runs inside the build',
  'proc-macro': 'runs inside the compiler',
  unreadable: 'the binary cannot be read',
};

/** `cannot be traced: not built yet`. */
export function absenceText(code: AbsenceCode): string {
  return `cannot be traced: ${SHORT[code]}`;
}

import assert from 'node:assert/strict';
import { explainSudoFailure, explainSudoRefusal } from '../../../src/tracer/sudoFailure.ts';

/** Words of sudo 1.9.13 as it said them; where noted, of sudo-rs. */
const table: readonly { readonly lines: readonly string[]; readonly message: RegExp; readonly isRefusal?: true }[] = [
  { lines: ['sudo: sorry, you must have a tty to run sudo'], message: /requiretty/, isRefusal: true },
  {
    lines: ['sudo: account validation failure, is your account locked?', 'sudo: a password is required'],
    message: /account of this user/,
    isRefusal: true,
  },
  {
    lines: ['sudo: The "no new privileges" flag is set, which prevents sudo from running as root.'],
    message: /this container/,
    isRefusal: true,
  },
  {
    lines: ['sudo: /usr/bin/sudo must be owned by uid 0 and have the setuid bit set'],
    message: /cannot become root/,
    isRefusal: true,
  },
  { lines: ['Sorry, try again.', 'sudo: 3 incorrect password attempts'], message: /did not accept/ },
  { lines: ['sudo: no password was provided', 'sudo: a password is required'], message: /given no password/ },
  { lines: ['sudo: timed out reading password', 'sudo: a password is required'], message: /waited too long/ },
  { lines: ['ada is not in the sudoers file.'], message: /does not allow/ },
  { lines: ["Sorry, user ada is not allowed to execute '/bin/sh -c :' as root on vm."], message: /does not allow/ },
  { lines: ['sudo: interactive authentication is required'], message: /given no password/ }, // sudo-rs
  { lines: ["sudo: I'm sorry ada. I'm afraid I can't do that"], message: /does not allow/ }, // sudo-rs
];

describe('what sudo says', () => {
  for (const { lines, message, isRefusal } of table) {
    it(`is explained: ${lines[0] ?? ''}`, () => {
      assert.match(explainSudoFailure(lines)?.message ?? '', message);
      assert.equal(explainSudoRefusal(lines) !== null, isRefusal === true);
    });
  }

  it('is left alone when it is unknown', () => {
    assert.equal(explainSudoFailure(['sudo: no valid sudoers sources found, quitting']), null);
  });
});

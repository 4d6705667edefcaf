/** What keeps bcc from tracing: known before it is started, and read from its own words afterwards. */

import assert from 'node:assert/strict';
import { HumanError } from '../../../src/model/humanError.ts';
import type { Predicate } from '../../../src/model/predicate.ts';
import type { Word } from '../../../src/model/read.ts';
import type { ProbePlan } from '../../../src/model/probePlan.ts';
import { couldNotCompile, faultOfBcc } from '../../../src/tracer/bcc/fault.ts';
import { findTraceTool } from '../../../src/tracer/bcc/toolPath.ts';
import { whyNotBcc } from '../../../src/tracer/bcc/whyNotBcc.ts';
import { load, number, planOf, register } from './plan.ts';

const add = planOf('/bin/true', [{ symbol: '_ZN3add', captures: [number('a', 'rdi')] }]);
const able = { findTool: () => '/usr/sbin/trace-bpfcc' };

describe('what keeps bcc from a plan', () => {
  it('is nothing where there are a tool and a symbol', () => {
    assert.equal(whyNotBcc(add, able), null);
  });

  it('is a tool that is missing, in one clause', () => {
    const findTool = (): string => findTraceTool(['/nowhere/trace']);
    assert.equal(whyNotBcc(add, { ...able, findTool }), "bcc's trace is not installed");
  });

  it('is a tool that is not trusted, with the reason', () => {
    const findTool = (): string => {
      throw new HumanError({ message: '/opt/trace is not run as root: /opt is writable by others than root.' });
    };
    const why = '/opt/trace is not run as root: /opt is writable by others than root';
    assert.equal(whyNotBcc(add, { ...able, findTool }), why);
  });

  it('is a plan that its grammar or an event cannot carry', () => {
    const odd: ProbePlan = planOf('/bin/true', [{ symbol: 'a b', captures: [] }]);
    assert.equal(whyNotBcc(odd, able), 'bcc cannot probe a b: the symbol "a b" is not a plain name');
    const captures = Array.from({ length: 60 }, () => number('a', 'rdi'));
    const wide = planOf('/bin/true', [{ symbol: 'wide', captures }]);
    assert.equal(whyNotBcc(wide, able), 'it reads 480 bytes of a call, and bcc carries 384');
  });

  it('is a condition on memory that may not be paged in, which the stack always is', () => {
    const under = (at: Word): ProbePlan => {
      const scalar = { kind: 'memory', at, bytes: 4 } as const;
      const one: Predicate = { kind: 'compare', scalar, isSigned: false, comparison: '==', constant: '1' };
      return planOf('/bin/true', [{ symbol: 'a', captures: [], condition: { kind: 'all', of: [one] } }]);
    };
    assert.equal(whyNotBcc(under(register('rsp', 8)), able), null);
    const why = 'its condition reads memory, which bcc does not find where it is not paged in';
    assert.equal(whyNotBcc(under(register('rdi')), able), why);
    assert.equal(whyNotBcc(under(load(register('rsp'))), able), why);
  });
});

describe('the fault of a bcc that failed', () => {
  const table: [string, string | null][] = [
    ['Unable to find kernel headers. Try rebuilding kernel with CONFIG_IKHEADERS=m (module) or installing', 'machine'],
    ['chdir(/lib/modules/6.1.0/build): No such file or directory', 'machine'],
    ['Failed to compile BPF module <text>', 'machine'],
    ["ModuleNotFoundError: No module named 'bcc'", 'machine'],
    ['ImportError: No module named bcc', 'machine'],
    ['OSError: libbcc.so.0: cannot open shared object file: No such file or directory', 'machine'],
    ['/usr/bin/env: ‘python3’: No such file or directory', 'machine'],
    ['could not open bpf map: events, error: Operation not permitted', 'machine'],
    ["Failed to load BPF program b'probe_add_1': Operation not permitted", 'machine'],
    ["Failed to load BPF program b'probe_add_1': Permission denied", 'plan'],
    ['Looks like the BPF stack limit of 512 bytes is exceeded.', 'plan'],
    ["error in probe 'p:a:b': list index out of range", 'plan'],
    ['Failed to attach BPF to uprobe', 'plan'],
    ['could not determine address of symbol a in /b', 'plan'],
    ['sudo: 3 incorrect password attempts', null],
    ['warning: something of clang', null],
  ];
  for (const [message, fault] of table) {
    it(`is ${fault ?? 'not known'} for "${message}"`, () => {
      const expected = fault === null ? null : { blame: fault, message };
      assert.deepEqual(faultOfBcc(['warning: first', message]), expected);
    });
  }

  it('is the missing symbol where more is said', () => {
    const message = 'could not determine address of symbol a in /b';
    assert.deepEqual(faultOfBcc(['Failed to attach BPF to uprobe', message]), { blame: 'plan', message });
  });
});

describe('what other headers may change', () => {
  const table: [boolean, string[]][] = [
    [true, ["/virtual/main.c:1:10: fatal error: 'linux/new.h' file not found", 'Failed to compile BPF module <text>']],
    [true, ['Unable to find kernel headers. Try rebuilding kernel with CONFIG_IKHEADERS=m']],
    [true, ['chdir(/lib/modules/6.1.0/build): No such file or directory']],
    [false, ['Looks like the BPF stack limit of 512 bytes is exceeded.', 'Failed to compile BPF module <text>']],
    [false, ["Failed to load BPF program b'probe_add_1': Permission denied"]],
    [false, []],
  ];
  for (const [does, messages] of table) {
    it(`is ${does ? '' : 'not '}that bcc says "${messages.join('; ')}"`, () => {
      assert.equal(couldNotCompile(messages), does);
    });
  }
});

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { release, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ShownValue } from '../../src/model/hit.ts';
import { bccTracerOn, createBccTracer } from '../../src/tracer/bcc/bccTracer.ts';
import { findTraceTool } from '../../src/tracer/bcc/toolPath.ts';
import { NO_LIMITS, type TracerEvent } from '../../src/tracer/tracer.ts';
import { followTracer, until } from '../process/fakes.ts';
import { located } from '../support/tracers.ts';
import { number, oddPlan, planOf } from '../unit/tracer/plan.ts';

const tracer = new URL('../../src/tracer/', import.meta.url);
const script = readFileSync(new URL('bcc/bccKernel.sh', tracer), 'utf8');
const header = readFileSync(new URL('bcc/kernel.h', tracer), 'utf8');

/** What a shell's `commands` say when they run as a command of bccKernel.ts. */
function said(commands: string, text = header, unshare: readonly string[] = []): string {
  const argv = [...unshare, '/bin/sh', '-c', script, 'rust-trace', text, '/bin/sh', '-c', commands, 'name', 'a b', '*'];
  const { stdout, stderr } = spawnSync(argv[0] ?? '', argv.slice(1), { encoding: 'utf8' });
  assert.equal(stderr, '');
  return stdout;
}

const headers = `/lib/modules/${release()}/build/include`;

function shownText(value: ShownValue): string {
  return value.kind === 'absent' ? value.reason : value.text;
}

/** Says what it passes. */
const CALLER = `
#[unsafe(no_mangle)] #[inline(never)] pub extern "C" fn called(number: u64) { std::hint::black_box(number); }
fn main() { for number in [3, 1, u64::MAX, 4] { println!("{number}"); called(number); } }
`;

describe('the small kernel of bcc', function () {
  this.timeout(60_000);

  it('has the header, the kernel’s version before it, and no symbols', () => {
    const text = `// a 'quoted' "text" of $(id) \\n 100 %s\n// in lines`;
    const [major = '', minor = ''] = release().split(/[.-]/);
    assert.equal(
      said(`cat ${headers}/linux/*.h ${headers}/uapi/linux/*.h ${headers}/asm/*.h /proc/kallsyms`, text),
      `#define RT_MAJOR ${major}\n#define RT_MINOR ${minor}\n${text}\n`,
    );
  });

  it('is seen by nobody else, and keeps the words of the command', () => {
    const outside = readFileSync('/proc/kallsyms', 'latin1').length;
    const mounts = readFileSync('/proc/self/mounts', 'utf8');
    const look = `nsenter -t ${process.pid} -m wc -c /proc/kallsyms; nsenter -t ${process.pid} -m cat /proc/self/mounts; printf '<%s>' "$@"`;
    assert.equal(said(look), `${outside} /proc/kallsyms\n${mounts}<a b><*>`);
    assert.equal(readFileSync('/proc/self/mounts', 'utf8'), mounts);
  });

  it('is left out where nothing can be mounted', () => {
    const withoutMounts = ['setpriv', '--bounding-set=-sys_admin', '--inh-caps=-sys_admin'];
    assert.equal(
      said('wc -c </proc/kallsyms; printf "<%s>" "$@"', header, withoutMounts),
      '0\n<a b><*>'.replace('0', String(readFileSync('/proc/kallsyms').length)),
    );
  });

  it('is enough for a probe whose words make bcc include more', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'time-file-request-alloc-sk_buff-'));
    try {
      const binary = path.join(folder, 'odd');
      const source = fileURLToPath(new URL('fixtures/odd.rs', import.meta.url));
      execFileSync('rustc', ['-O', '--edition', '2024', '-o', binary, source]);
      const events: TracerEvent[] = [];
      const run = createBccTracer({ limits: () => NO_LIMITS }).start(located(oddPlan(binary)), event => {
        events.push(event);
        if (event.type === 'attached') run.stop();
      });
      await run.done;
      assert.deepEqual(
        events.filter(({ type }) => type === 'message'),
        [],
      );
      assert.ok(events.some(({ type }) => type === 'attached'));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is given up for good by a trace that it is not enough for, which begins again with the kernel’s headers', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'rt-kernel-'));
    try {
      const kernelHeaderPath = path.join(folder, 'kernel.h');
      writeFileSync(kernelHeaderPath, header.replace(/^#define TASK_COMM_LEN .*$/m, ''));
      const [source, binary] = [path.join(folder, 'caller.rs'), path.join(folder, 'caller')];
      writeFileSync(source, CALLER);
      execFileSync('rustc', ['-O', '--edition', '2024', '-o', binary, source]);
      const tracer = bccTracerOn({
        isRoot: true,
        findSudo: () => null,
        findTool: findTraceTool,
        limits: () => NO_LIMITS,
        kernelHeaderPath,
      });
      const plan = located(planOf(binary, [{ symbol: 'called', captures: [number('number', 'rdi')] }]));
      for (const starts of [2, 1]) {
        const run = followTracer(tracer, plan);
        await run.first('attached');
        const passed = execFileSync(binary, { encoding: 'utf8' }).trimEnd().split('\n');
        const recorded = (): string[] =>
          run.events
            .flatMap(event => (event.type === 'hit' ? event.hit.args : []))
            .map(({ value }) => shownText(value));
        await until('the hits', () => recorded().length >= passed.length);
        run.stop();
        assert.deepEqual(await run.done, { kind: 'stopped' });
        assert.deepEqual(recorded(), passed);
        assert.equal(run.events.filter(({ type }) => type === 'command').length, starts);
        const messages = run.events.flatMap(event => (event.type === 'message' ? [event.text] : []));
        assert.equal(
          messages.at(-1)?.startsWith('bcc needs more than the small header'),
          starts === 2 ? true : undefined,
        );
        // Nothing was counted before, so that nothing can be missing.
        assert.ok(!run.events.some(event => event.type === 'counts' && !event.isExact));
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('has the registers where the kernel has them, and its types', function () {
    const names = ['r15', 'r14', 'r13', 'r12', 'bp', 'bx', 'r11', 'r10', 'r9', 'r8', 'ax', 'cx', 'dx', 'si', 'di'];
    const others = ['orig_ax', 'sp', 'ip', 'cs', 'flags', 'ss'];
    const theirs = (name: string): string =>
      name.startsWith('r') || ['cs', 'ss'].includes(name)
        ? name
        : name === 'flags'
          ? 'eflags'
          : `r${name}`.replace('rorig_ax', 'orig_rax');
    const checks = [...names, ...others].map(
      name =>
        `_Static_assert(offsetof(struct small, ${name}) == offsetof(struct pt_regs, ${theirs(name)}), "${name}");`,
    );
    const program = [
      '#include <stddef.h>',
      '#include <asm/ptrace.h>',
      '#include <linux/types.h>',
      '#define pt_regs small',
      '#undef NULL',
      '#undef __bitwise',
      '#undef __always_inline',
      '#undef __aligned_u64',
      header,
      '#undef pt_regs',
      ...checks,
      '_Static_assert(sizeof(struct small) == sizeof(struct pt_regs), "all");',
    ].join('\n');
    const { status, stderr, error } = spawnSync('cc', ['-std=gnu11', '-fsyntax-only', '-x', 'c', '-'], {
      input: program,
      encoding: 'utf8',
    });
    if (error !== undefined) this.skip();
    assert.equal(stderr, '');
    assert.equal(status, 0);
  });
});

/** Which old builds are traced on because something runs them. */

import assert from 'node:assert/strict';
import type { Artifact } from '../../../src/model/artifact.ts';
import type { ProcessList, RunningProcess } from '../../../src/running/processes.ts';
import { buildsInUse } from '../../../src/session/buildsInUse.ts';
import { planOf } from './samples.ts';

const { artifact: program } = planOf('demo::add', [{ demangled: 'demo::add' }]);
const library: Artifact = { ...program, kind: 'cdylib', path: '/home/ada/target/debug/libdemo.so', inode: '1:2' };

function listOf(processes: readonly RunningProcess[], unreadable: readonly string[] = []): ProcessList {
  return {
    processes,
    unreadable: unreadable.map((comm, at) => ({ pid: 1 + at, comm })),
    isComplete: unreadable.length === 0,
  };
}

describe('the builds in use', () => {
  it('are those whose very file a process runs, replaced or not', () => {
    const running = { pid: 7, comm: 'demo', path: program.path, isDeleted: true, inode: program.inode };
    assert.deepEqual(buildsInUse([program, { ...program, inode: '1:9' }], listOf([running])), [program]);
  });

  it('are programs that a process of another user may run, and no libraries', () => {
    assert.deepEqual(buildsInUse([program, library], listOf([], ['init', 'demo'])), [program]);
    assert.deepEqual(buildsInUse([program, library], listOf([], ['init'])), []);
  });
});

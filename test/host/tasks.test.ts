/** The task type `rust-trace` where it can be tried without root, and commands that are given nonsense. */

import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { COMMANDS, TASK_TYPE } from '../../src/contributions.ts';
import { until } from '../harness/until.ts';

const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';

/** Runs the task with this label of tasks.json and resolves to its exit code. */
async function run(label: string): Promise<number | undefined> {
  const ended = new Promise<number | undefined>(resolve => {
    const subscription = vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
      if (execution.task.name !== label) return;
      subscription.dispose();
      resolve(exitCode);
    });
  });
  const all = await until(
    async () => vscode.tasks.fetchTasks({ type: TASK_TYPE }),
    tasks => tasks.some(task => task.name === label),
    { what: `the task ${label}` },
  );
  const task = all.find(each => each.name === label);
  assert.ok(task);
  await vscode.tasks.executeTask(task);
  return ended;
}

describe('a task of type rust-trace', () => {
  before(() => {
    mkdirSync(path.join(folder, '.vscode'), { recursive: true });
    const tasks = [
      { label: 'of no function', type: TASK_TYPE, file: 'src/main.rs', function: 'Nobody::is_here' },
      { label: 'of no file', type: TASK_TYPE, file: '${workspaceFolder}/src/none.rs', function: 'add' },
    ];
    writeFileSync(path.join(folder, '.vscode/tasks.json'), JSON.stringify({ version: '2.0.0', tasks }));
  });

  after(() => {
    rmSync(path.join(folder, '.vscode'), { recursive: true });
  });

  for (const label of ['of no function', 'of no file']) {
    it(`fails with exit code 1 when it is ${label}`, async () => {
      assert.equal(await run(label), 1);
    });
  }

  it('offers none by itself', async () => {
    const offered = await vscode.tasks.fetchTasks({ type: TASK_TYPE });
    assert.ok(
      offered.every(task => task.source === 'Workspace'),
      offered.map(task => task.name).join(),
    );
  });
});

describe('a command that is given nonsense', () => {
  const nonsense = [
    null,
    'src/main.rs',
    42,
    {},
    { file: 1, path: 2, line0: 3 },
    { file: '/none.rs', path: 'x', line0: 0 },
  ];

  for (const command of [COMMANDS.trace, COMMANDS.traceAndRun, COMMANDS.stop, COMMANDS.clear, COMMANDS.copyCommand]) {
    it(`tells the person and does not throw: ${command}`, async () => {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      for (const argument of nonsense) {
        // Stop without a trace offers a choice, which waits for the person.
        const done = vscode.commands.executeCommand(command, argument);
        await until(
          async () => {
            await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
            return Promise.race([done.then(() => true), new Promise(resolve => setTimeout(resolve, 20, false))]);
          },
          isDone => isDone === true,
          { what: `the end of ${command}` },
        );
      }
    });
  }
});

/** package.json and the code name the same things: commands, settings, colours, the task type, context keys, files. */

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import { root } from '../../scripts/root.ts';
import {
  COLORS,
  COMMANDS,
  CONFIGURATION_SECTION,
  SETTING_DEFAULTS,
  TASK_TYPE,
  VIEWS,
} from '../../src/contributions.ts';

const { contributes } = manifest;
const contributions = path.join('src', 'contributions.ts');

function sourceFiles(): string[] {
  return readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ts'))
    .map(file => path.join('src', file));
}

function read(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}

/** What people read: the README, the log of changes, docs/ and the pages of the walkthrough. */
function pages(): string[] {
  const inFolders = ['docs', 'media'].flatMap(folder =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map(file => path.join(folder, file)),
  );
  return ['README.md', 'CHANGELOG.md', ...inFolders.filter(file => file.endsWith('.md'))];
}

function sorted(words: Iterable<string>): string[] {
  return [...new Set(words)].sort();
}

/** Every string in a JSON value. */
function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value as Record<string, unknown>).flatMap(stringsIn);
}

describe('the manifest', () => {
  it('declares the commands of the code and no other', () => {
    assert.deepEqual(sorted(contributes.commands.map(({ command }) => command)), sorted(Object.values(COMMANDS)));
  });

  it('declares the settings of the code and no other, with their defaults', () => {
    const declared = Object.entries(contributes.configuration.properties).map(([key, value]) => [key, value.default]);
    const defaults: Readonly<Record<string, unknown>> = { ...SETTING_DEFAULTS };
    const known = Object.entries(defaults).map(([key, value]) => [`${CONFIGURATION_SECTION}.${key}`, value]);
    assert.deepEqual(Object.fromEntries(declared), Object.fromEntries(known));
  });

  it('lets no workspace have a say in what runs as root', () => {
    const scopes = Object.entries(contributes.configuration.properties).map(([key, value]): [string, string] => [
      key,
      'scope' in value ? value.scope : 'window',
    ]);
    assert.deepEqual(
      scopes.filter(([, scope]) => scope === 'machine').map(([key]) => key),
      ['tracer', 'recordedPerSecond', 'timeLimit', 'bccTracePath', 'bccFunccountPath'].map(
        name => `${CONFIGURATION_SECTION}.${name}`,
      ),
    );
  });

  it('declares the colours and the task type of the code and no other', () => {
    assert.deepEqual(sorted(contributes.colors.map(({ id }) => id)), sorted(Object.values(COLORS)));
    assert.deepEqual(
      contributes.taskDefinitions.map(({ type }) => type),
      [TASK_TYPE],
    );
  });

  it('declares the views of the code and no other', () => {
    const declared = Object.values(contributes.views).flat();
    assert.deepEqual(sorted(declared.map(({ id }) => id)), sorted(Object.values(VIEWS)));
  });

  it('names in menus, clauses, links and documents only what there is', () => {
    const settings = Object.keys(contributes.configuration.properties);
    const contextKeys = read(contributions).match(/(?<=readonly ')rustTrace\.\w+(?=')/g) ?? [];
    const known = new Set([
      ...Object.values(COMMANDS),
      ...Object.values(COLORS),
      ...Object.values(VIEWS),
      ...settings,
      // Sections: `rustTrace.values`.
      ...settings.map(setting => setting.slice(0, setting.lastIndexOf('.'))),
      ...contextKeys,
    ]);
    const named = [...stringsIn(contributes), ...Object.keys(contributes), ...pages().map(read)].flatMap(
      text => text.match(/\brustTrace\.\w+(?:\.\w+)*/g) ?? [],
    );
    assert.ok(named.length > 0);
    assert.deepEqual(
      named.filter(name => !known.has(name)),
      [],
    );
  });

  it('has the titles of commands as the README calls them', () => {
    const titles = contributes.commands.map(({ title }) => title);
    const called = Array.from(read('README.md').matchAll(/\*Rust Trace: ([^*]+)\*/g), ([, title = '']) =>
      title.replaceAll('\n', ' '),
    );
    assert.ok(called.length > 0);
    assert.deepEqual(
      called.filter(title => !titles.includes(title)),
      [],
    );
  });

  it('gives every command a category', () => {
    assert.deepEqual(
      contributes.commands.filter(({ category }) => category !== manifest.displayName),
      [],
    );
  });

  it('lets every command that builds, runs or traces be used in trusted workspaces alone', () => {
    const always = contributes.commands.filter(command => {
      return !('enablement' in command) || !command.enablement.includes('isWorkspaceTrusted');
    });
    // What they act upon is there in trusted workspaces alone, or is nothing of the workspace's.
    const harmless: readonly string[] = [
      COMMANDS.stop, COMMANDS.stopAll, COMMANDS.recordAll, COMMANDS.clear, COMMANDS.showOutput, COMMANDS.copyCommand,
      COMMANDS.restartServer, COMMANDS.manageTraces, COMMANDS.explainTrust, COMMANDS.checkSetup,
      COMMANDS.copySetupReport, COMMANDS.typeSetupFix, COMMANDS.stopCounting, COMMANDS.pauseCounting,
      COMMANDS.resumeCounting, COMMANDS.resetCounts, COMMANDS.compareCounts, COMMANDS.copyCounts,
      COMMANDS.exportCounts, COMMANDS.showCounts,
    ]; // prettier-ignore
    assert.deepEqual(sorted(always.map(({ command }) => command)), sorted(harmless));
    const hidden = contributes.menus.commandPalette
      .filter(({ when }) => when === 'false')
      .map(({ command }) => command);
    for (const { command, when } of Object.values(contributes.menus).flat()) {
      if (hidden.includes(command) || always.some(each => each.command === command)) continue;
      assert.match(when, /\bisWorkspaceTrusted\b/, command);
    }
  });

  it('describes each setting in sentences, and bounds each number', () => {
    for (const [key, setting] of Object.entries(contributes.configuration.properties)) {
      assert.match(setting.markdownDescription, /^[A-Z].*\.$/, key);
      if (setting.type === 'number' || setting.type === 'integer') assert.ok('minimum' in setting, key);
    }
  });

  it('points to files that exist', () => {
    const files = stringsIn(contributes).filter(text => /^(\.\/)?media\//.test(text));
    assert.deepEqual(
      [...files, manifest.icon].filter(file => !existsSync(path.join(root, file))),
      [],
    );
  });

  it('has its commands and settings written out in one file of the code only', () => {
    const names = [...Object.values(COMMANDS), ...Object.keys(contributes.configuration.properties)];
    const elsewhere = sourceFiles().filter(
      file => file !== contributions && names.some(name => read(file).includes(`'${name}'`)),
    );
    assert.deepEqual(elsewhere, []);
  });
});

/** The settings with their types, read at the moment they matter. A value of a wrong type counts as not set. */

import { type ConfigurationScope, workspace } from 'vscode';
import { CONFIGURATION_SECTION, SETTING_DEFAULTS, type Settings } from '../contributions.ts';

/** Whether lenses are shown. */
export function isLensEnabled(): boolean {
  return readBoolean('codeLens.enabled');
}

/** Whether hits are shown at the end of the line. */
export function isInlineEnabled(): boolean {
  return readBoolean('inline.enabled');
}

/** Arguments for the program that Trace & Run starts. */
export function runArguments(scope: ConfigurationScope): readonly string[] {
  const value: unknown = workspace.getConfiguration(CONFIGURATION_SECTION, scope).get('runArguments');
  return Array.isArray(value) && value.every(item => typeof item === 'string') ? value : SETTING_DEFAULTS.runArguments;
}

function readBoolean(name: keyof Settings & `${string}.enabled`): boolean {
  const value: unknown = workspace.getConfiguration(CONFIGURATION_SECTION).get(name);
  return typeof value === 'boolean' ? value : SETTING_DEFAULTS[name];
}

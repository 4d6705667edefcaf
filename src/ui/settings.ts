/**
 * The settings with their types, read at the moment they matter. A value of a wrong type counts as not set. What has a say
 * in what runs as root is taken from the machine's own settings: nothing that a workspace says is looked at.
 */

import { type ConfigurationScope, workspace } from 'vscode';
import { CONFIGURATION_SECTION, SETTING_DEFAULTS, type Settings } from '../contributions.ts';
import { type CaptureLimits, isWithinBounds } from '../model/captureOptions.ts';
import type { TraceLimits } from '../tracer/tracer.ts';
import { isTracerChoice, type TracerChoice } from '../tracer/tracerChoice.ts';

/** A day, in minutes. */
const LONGEST_TIME_LIMIT = 24 * 60;

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

/** How much of a value is read. A number out of bounds counts as not set. */
export function captureLimits(): CaptureLimits {
  return { depth: limit('depth'), elements: limit('elements'), textBytes: limit('textBytes') };
}

/** Whether returned values and durations are traced. */
export function tracesReturns(): boolean {
  return readBoolean('returns');
}

/** Who is to carry traces out. */
export function tracerChoice(): TracerChoice {
  const value = machineValue('tracer');
  return isTracerChoice(value) ? value : SETTING_DEFAULTS.tracer;
}

export function traceLimits(): TraceLimits {
  const perSecond = machineValue('recordedPerSecond');
  const isLimit = typeof perSecond === 'number' && Number.isSafeInteger(perSecond) && perSecond >= 0;
  const minutes = machineValue('timeLimit');
  const isTime = typeof minutes === 'number' && minutes >= 0 && minutes <= LONGEST_TIME_LIMIT;
  return {
    recordedPerSecond: (isLimit ? perSecond : SETTING_DEFAULTS.recordedPerSecond) || null,
    seconds: Math.ceil((isTime ? minutes : SETTING_DEFAULTS.timeLimit) * 60) || null,
  };
}

/** Where bcc's `trace` is; empty for the distributions' places. Whether it may run is toolPath.ts's to say. */
export function bccTracePath(): string {
  const value = machineValue('bccTracePath');
  return typeof value === 'string' ? value : SETTING_DEFAULTS.bccTracePath;
}

/** The same for bcc's `funccount`. */
export function bccFunccountPath(): string {
  const value = machineValue('bccFunccountPath');
  return typeof value === 'string' ? value : SETTING_DEFAULTS.bccFunccountPath;
}

function machineValue(name: keyof Settings): unknown {
  return workspace.getConfiguration(CONFIGURATION_SECTION).inspect(name)?.globalValue;
}

function limit(name: keyof CaptureLimits): number {
  const value: unknown = workspace.getConfiguration(CONFIGURATION_SECTION).get(`values.${name}`);
  return isWithinBounds(name, value) ? value : SETTING_DEFAULTS[`values.${name}`];
}

function readBoolean(name: 'returns' | (keyof Settings & `${string}.enabled`)): boolean {
  const value: unknown = workspace.getConfiguration(CONFIGURATION_SECTION).get(name);
  return typeof value === 'boolean' ? value : SETTING_DEFAULTS[name];
}

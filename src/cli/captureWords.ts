/** The words of the command line on what is read at a call. */

import {
  type CaptureLimits,
  type CaptureOptions,
  DEFAULT_LIMITS,
  isWithinBounds,
  LIMIT_BOUNDS,
} from '../model/captureOptions.ts';
import { UsageError } from './usageError.ts';

/** For `parseArgs`. */
export const CAPTURE_OPTIONS = {
  when: { type: 'string' },
  fields: { type: 'string' },
  'no-returns': { type: 'boolean' },
  depth: { type: 'string' },
  elements: { type: 'string' },
  'text-bytes': { type: 'string' },
} as const;

export const CAPTURE_NAMES = ['when', 'fields', 'no-returns', 'depth', 'elements', 'text-bytes'] as const;

export const CAPTURE_USAGE = `  --when EXPR     only calls for which it holds: 'a > 10 && name == "alpha"', 'opt.is_some()', 'self.id != 0'
  --fields LIST   read these arguments and fields alone: a,self.b; an empty list reads none
  --no-returns    trace no returns: no values returned, no durations
  --depth N       follow so many pointers and structures into one another, ${DEFAULT_LIMITS.depth} by default
  --elements N    read so many elements of a list, ${DEFAULT_LIMITS.elements} by default
  --text-bytes N  read so many bytes of a text, ${DEFAULT_LIMITS.textBytes} by default
`;

interface Words {
  readonly when?: string | undefined;
  readonly fields?: string | undefined;
  readonly 'no-returns'?: boolean | undefined;
  readonly depth?: string | undefined;
  readonly elements?: string | undefined;
  readonly 'text-bytes'?: string | undefined;
}

/** Throws UsageError. What is wrong with a condition or a field is said by who knows the function. */
export function captureOptions(words: Words): CaptureOptions {
  if (words.when?.trim() === '') throw new UsageError('--when wants an expression, as in --when "a > 10".');
  return {
    limits: {
      depth: limit('depth', '--depth', words.depth),
      elements: limit('elements', '--elements', words.elements),
      textBytes: limit('textBytes', '--text-bytes', words['text-bytes']),
    },
    fields: words.fields === undefined ? null : fieldList(words.fields),
    returns: words['no-returns'] !== true,
    condition: words.when ?? null,
  };
}

function fieldList(text: string): string[] {
  const fields = text.split(',').map(field => field.trim());
  return fields.filter(field => field !== '');
}

function limit(name: keyof CaptureLimits, option: string, text: string | undefined): number {
  if (text === undefined) return DEFAULT_LIMITS[name];
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (isWithinBounds(name, value)) return value;
  const { least, most } = LIMIT_BOUNDS[name];
  throw new UsageError(`${option} wants a whole number from ${least} to ${most}, not ${JSON.stringify(text)}.`);
}

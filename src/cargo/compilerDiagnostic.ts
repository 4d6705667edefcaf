/**
 * A message of rustc (https://doc.rust-lang.org/rustc/json.html) -> what an editor shows: absolute files, and ranges
 * that count UTF-16 units where rustc counts characters.
 */

import path from 'node:path';
import type { Range0 } from '../model/rustFunction.ts';
import type { RustcMessage, RustcSpan } from './cargoMessage.ts';

export interface CompilerDiagnostic {
  /** Absolute path. */
  readonly file: string;
  readonly range: Range0;
  readonly severity: 'error' | 'warning' | 'information';
  /** `E0308`, the name of a lint, or null. */
  readonly code: string | null;
  /** One or more lines, without the source text. */
  readonly message: string;
  /** The whole message as rustc prints it in a terminal, without colour. */
  readonly rendered: string;
  readonly related: readonly { readonly file: string; readonly range: Range0; readonly message: string }[];
}

/** Null for a message about no place in a source file, such as `aborting due to 2 previous errors`. */
export function compilerDiagnostic(message: RustcMessage, baseFolder: string): CompilerDiagnostic | null {
  const primary = inSources(message.spans.find(span => span.is_primary));
  if (primary === null) return null;
  const place = (span: RustcSpan) => ({ file: path.resolve(baseFolder, span.file_name), range: rangeOf(span) });
  const notes = message.children.filter(({ spans }) => spans.length === 0);
  const relatedSpans = [
    ...message.spans.filter(span => !span.is_primary).map(span => ({ span, text: span.label ?? '' })),
    ...message.children.flatMap(child => child.spans.map(span => ({ span, text: span.label ?? child.message }))),
  ];
  return {
    ...place(primary),
    severity: severityOf(message.level),
    code: message.code?.code ?? null,
    message: [
      message.message,
      ...(primary.label ? [primary.label] : []),
      ...notes.map(note => `${note.level}: ${note.message}`),
    ].join('\n'),
    rendered: (message.rendered ?? message.message).trimEnd(),
    related: relatedSpans.flatMap(({ span, text }) => {
      const source = inSources(span);
      return source === null || text === '' ? [] : [{ ...place(source), message: text }];
    }),
  };
}

/** Of a span in a macro of another crate, the outermost call; null when that is in no file either. */
function inSources(span: RustcSpan | undefined): RustcSpan | null {
  let found = span;
  while (found !== undefined && /^<|^\/rustc\//.test(found.file_name)) found = found.expansion?.span;
  return found ?? null;
}

function severityOf(level: string): CompilerDiagnostic['severity'] {
  if (level.startsWith('error')) return 'error';
  return level === 'warning' ? 'warning' : 'information';
}

function rangeOf(span: RustcSpan): Range0 {
  const firstLine = span.text[0]?.text ?? '';
  const lastLine = span.text.at(-1)?.text ?? '';
  return {
    start: { line0: span.line_start - 1, character0: utf16Length(firstLine, span.column_start - 1) },
    end: { line0: span.line_end - 1, character0: utf16Length(lastLine, span.column_end - 1) },
  };
}

/** Of the first `characters` Unicode characters of a line. Those beyond its end count as one each. */
function utf16Length(line: string, characters: number): number {
  let units = 0;
  for (let at = 0; at < characters; at++) units += (line.codePointAt(units) ?? 0) > 0xffff ? 2 : 1;
  return units;
}

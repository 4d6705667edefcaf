/** Runs `cargo build` for the editor: progress on the caller's token, compiler messages as diagnostics. */

import { pathToFileURL } from 'node:url';
import {
  DiagnosticSeverity,
  WorkDoneProgress,
  type Connection,
  type Diagnostic,
  type Range,
} from 'vscode-languageserver/node';
import { cargoBuild } from '../cargo/build.ts';
import type { CompilerDiagnostic } from '../cargo/compilerDiagnostic.ts';
import type { Range0 } from '../model/rustFunction.ts';
import type { BuildAnswer, BuildParams } from './protocol.ts';

const SOURCE = 'cargo build (Rust Trace)';

export class Builds {
  readonly #connection: Connection;
  /** URIs that carry diagnostics of the last build. */
  #reported = new Set<string>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async build({ build, workDoneToken }: BuildParams, signal: AbortSignal): Promise<BuildAnswer> {
    const progress = (value: object): void => {
      if (workDoneToken !== undefined)
        void this.#connection.sendProgress(WorkDoneProgress.type, workDoneToken, value as never);
    };
    const diagnostics = new Map<string, Diagnostic[]>();
    progress({ kind: 'begin', title: `cargo build ${build.targetName}`, cancellable: true, percentage: 0 });
    try {
      const result = await cargoBuild(build, {
        signal,
        onProgress: ({ done, total, crate }) => {
          progress({ kind: 'report', message: crate, percentage: Math.floor((100 * done) / Math.max(1, total)) });
        },
        onDiagnostic: diagnostic => {
          const uri = pathToFileURL(diagnostic.file).href;
          diagnostics.set(uri, [...(diagnostics.get(uri) ?? []), toLsp(diagnostic)]);
        },
      });
      switch (result.kind) {
        case 'built':
          return { kind: 'built' };
        case 'cancelled':
          return result;
        case 'failed':
          return { kind: 'failed', errors: result.errors, detail: { message: result.message } };
      }
    } finally {
      this.#publish(diagnostics);
      progress({ kind: 'end' });
    }
  }

  #publish(diagnostics: ReadonlyMap<string, Diagnostic[]>): void {
    for (const uri of this.#reported) {
      if (!diagnostics.has(uri)) void this.#connection.sendDiagnostics({ uri, diagnostics: [] });
    }
    for (const [uri, list] of diagnostics) void this.#connection.sendDiagnostics({ uri, diagnostics: list });
    this.#reported = new Set(diagnostics.keys());
  }
}

function toLsp(diagnostic: CompilerDiagnostic): Diagnostic {
  return {
    source: SOURCE,
    range: toLspRange(diagnostic.range),
    severity: SEVERITY[diagnostic.severity],
    message: diagnostic.message,
    ...(diagnostic.code === null ? {} : { code: diagnostic.code }),
    relatedInformation: diagnostic.related.map(({ file, range, message }) => ({
      location: { uri: pathToFileURL(file).href, range: toLspRange(range) },
      message,
    })),
  };
}

const SEVERITY = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
} as const;

function toLspRange({ start, end }: Range0): Range {
  return {
    start: { line: start.line0, character: start.character0 },
    end: { line: end.line0, character: end.character0 },
  };
}

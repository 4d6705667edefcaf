/** What cargo prints during a build -> progress, diagnostics and, at the end, the result. Fed with lines. */

import type { BuildTarget } from '../model/artifact.ts';
import { parseCargoMessage, type RustcMessage } from './cargoMessage.ts';
import { parseProgress, type BuildProgress } from './cargoProgress.ts';
import { compilerDiagnostic, type CompilerDiagnostic } from './compilerDiagnostic.ts';
import type { CargoTarget } from './metadata.ts';

export interface BuildListeners {
  readonly onProgress: (progress: BuildProgress) => void;
  /** Each message once, however many crates it comes up in. */
  readonly onDiagnostic: (diagnostic: CompilerDiagnostic) => void;
}

export type FinishedBuild =
  | {
      readonly kind: 'built';
      /** Absolute path of the program, test executable or library. */
      readonly executable: string;
    }
  | {
      readonly kind: 'failed';
      /** Of the compiler; 0 when cargo itself failed. */
      readonly errors: number;
      /** What the first error is, or cargo's own words. */
      readonly message: string;
    };

/** Lines of cargo that are kept to explain a failure. */
const MAX_LOG_LINES = 100;

export class BuildOutput {
  private readonly build: BuildTarget;
  private readonly target: CargoTarget;
  private readonly listeners: BuildListeners;
  private readonly log: string[] = [];
  private readonly seen = new Set<string>();
  private errors = 0;
  private firstError: string | null = null;
  private executable: string | null = null;

  constructor(build: BuildTarget, target: CargoTarget, listeners: BuildListeners) {
    this.build = build;
    this.target = target;
    this.listeners = listeners;
  }

  takeStdout(line: string): void {
    const message = parseCargoMessage(line);
    if (message === null) {
      if (!line.startsWith('{')) this.keep(line);
    } else if (message.reason === 'compiler-message') {
      this.takeMessage(message.message);
    } else if (message.reason === 'compiler-artifact') {
      const isTest = this.build.kind === 'test' || this.build.kind === 'bench';
      if (message.target.src_path !== this.target.source || message.target.name !== this.target.name) return;
      if (message.profile.test !== isTest) return;
      this.executable = message.executable ?? message.filenames.find(file => file.endsWith('.so')) ?? this.executable;
    }
  }

  takeStderr(line: string): void {
    const progress = parseProgress(line);
    if (progress === null) this.keep(line);
    else this.listeners.onProgress(progress);
  }

  /** To be asked once, when cargo has ended. */
  result(exitCode: number): FinishedBuild {
    if (exitCode === 0 && this.executable !== null) return { kind: 'built', executable: this.executable };
    return { kind: 'failed', errors: this.errors, message: this.failure() };
  }

  private takeMessage(message: RustcMessage): void {
    const diagnostic = compilerDiagnostic(message, this.build.workspaceRoot);
    const key = message.rendered ?? JSON.stringify(message);
    if (this.seen.has(key)) return;
    this.seen.add(key);
    if (diagnostic !== null) this.listeners.onDiagnostic(diagnostic);
    // The last word of a failed compilation is an error about errors.
    if (!message.level.startsWith('error') || message.message.startsWith('aborting due to')) return;
    this.errors++;
    const place = diagnostic === null ? '' : ` (${diagnostic.file}:${diagnostic.range.start.line0 + 1})`;
    this.firstError ??= `${message.message}${place}`;
  }

  private failure(): string {
    if (this.firstError !== null) {
      const count = this.errors === 1 ? '1 error' : `${this.errors} errors`;
      return `Building ${this.build.targetName} ended with ${count}: ${this.firstError}.`;
    }
    const from = this.log.findIndex(line => line.startsWith('error'));
    if (from >= 0)
      return `cargo build failed: ${this.log
        .slice(from)
        .join('\n')
        .replace(/^error: /, '')}`;
    return `Building ${this.build.targetName} made no executable file.`;
  }

  private keep(line: string): void {
    this.log.push(line.trimEnd());
    if (this.log.length > MAX_LOG_LINES) this.log.shift();
  }
}

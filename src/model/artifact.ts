/** A file that cargo built and that the functions of a workspace may live in. */

export type TargetKind = 'bin' | 'example' | 'test' | 'bench' | 'cdylib' | 'dylib';

/** Which of the things that cargo builds: what a person chooses, and what stays the same from build to build. */
export interface ArtifactKey {
  /** Cargo package the target belongs to. */
  readonly packageName: string;
  /** Cargo target, e.g. the name of the `[[bin]]`. */
  readonly targetName: string;
  readonly kind: TargetKind;
  /** Cargo profile: `dev` for the folder `debug`, otherwise the folder's name. */
  readonly profile: string;
  /** Target triple when built with `--target`, else null. */
  readonly triple: string | null;
}

export interface Artifact extends ArtifactKey {
  /** Absolute path of the ELF file. */
  readonly path: string;
  /** Last modification, milliseconds since the epoch. */
  readonly modifiedMs: number;
  /** Device and inode, `dev:ino` in decimal: what probes hang on, and what a running process is known by. */
  readonly inode: string;
  /** The newest source file that is newer than the artifact, or null when it is up to date. */
  readonly newerSource: string | null;
}

/** What `cargo build` must be asked for to make an artifact. */
export interface BuildTarget extends ArtifactKey {
  /** Folder of the workspace's root Cargo.toml. */
  readonly workspaceRoot: string;
  /**
   * Absolute path of the root source file of the target, for tests: a library and a program of one name have unit tests
   * each. Without it the library's are meant.
   */
  readonly source?: string;
}

export function isSameArtifact(a: ArtifactKey, b: ArtifactKey): boolean {
  return (
    a.packageName === b.packageName &&
    a.targetName === b.targetName &&
    a.kind === b.kind &&
    a.profile === b.profile &&
    a.triple === b.triple
  );
}

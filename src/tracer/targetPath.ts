/**
 * The path under which a tracer is told of the traced binary. The probe grammars cannot carry blanks, parentheses,
 * quotes, commas or colons; such a file is held open, and named by its descriptor in `/proc`, while it is traced.
 */

import { access, constants, open } from 'node:fs/promises';
import { HumanError } from '../model/humanError.ts';

export interface TargetPath {
  readonly path: string;
  /** To be called once the tracer is gone. */
  close(): Promise<void>;
}

const PLAIN_PATH = /^\/[\w/.+@=~-]+$/;

/** @throws HumanError when the file is not there or cannot be read. */
export async function targetPath(path: string): Promise<TargetPath> {
  try {
    if (PLAIN_PATH.test(path)) {
      await access(path, constants.R_OK);
      return { path, close: () => Promise.resolve() };
    }
    const file = await open(path, 'r');
    return { path: `/proc/${process.pid}/fd/${file.fd}`, close: () => file.close() };
  } catch (cause) {
    throw new HumanError(
      { message: `${path} cannot be opened.`, advice: 'Build it again.', action: { kind: 'build' } },
      { cause },
    );
  }
}

/**
 * A small header instead of the kernel's own, for a tool of bcc that runs as root: compiling those is nearly all of its start.
 * bccKernel.sh says how. Where the tool turns out to need more of them, it is started once more as the machine is.
 */

import { assetPath } from '../../binary/assets.ts';
import type { CommandWord } from '../commandWord.ts';
import type { PreparedProgram } from '../supervisedRun.ts';
import { couldNotCompile } from './fault.ts';

const NOT_ENOUGH = 'bcc needs more than the small header: it is started again with the headers of the kernel.';

/** To be shared by all runs of a tool: it remembers that the header is not enough. */
export class SmallKernel {
  readonly #headerPath: string;
  #isEnough = true;

  /** @param headerPath tests give another */
  constructor(headerPath = assetPath('kernel.h')) {
    this.#headerPath = headerPath;
  }

  /** The command of one run of `tool`, and whether another run may do what it did not. */
  commandOf(tool: readonly string[]): Pick<PreparedProgram, 'whyAgain'> & { readonly command: readonly CommandWord[] } {
    if (!this.#isEnough) return { command: tool };
    return {
      command: withSmallKernel(tool, this.#headerPath),
      whyAgain: messages => {
        if (!couldNotCompile(messages)) return null;
        this.#isEnough = false;
        return NOT_ENOUGH;
      },
    };
  }
}

/** `command`, started so that it finds the header in place of the kernel's headers, where the machine lets it. */
function withSmallKernel(command: readonly string[], headerPath: string): CommandWord[] {
  const script = assetPath('bccKernel.sh');
  return ['/bin/sh', '-c', { textOf: script }, 'rust-trace', { textOf: headerPath }, ...command];
}

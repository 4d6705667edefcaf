/** What every reader in this folder throws when the bytes are not what their format allows. */

import { HumanError } from '../model/humanError.ts';

export class MalformedError extends HumanError {
  /** `where` names the structure and its file, e.g. `.debug_info of /target/debug/demo`. */
  constructor(where: string, problem: string, options?: { cause?: unknown }) {
    super({ message: `Cannot read ${where}: ${problem}.`, advice: 'The file is damaged; build it again.' }, options);
    this.name = 'MalformedError';
  }
}

/** Words that the command line does not understand. */

import { HumanError } from '../model/humanError.ts';

export class UsageError extends HumanError {
  constructor(message: string) {
    super({ message, advice: 'See rust-trace --help.' });
    this.name = 'UsageError';
  }
}

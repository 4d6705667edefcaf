/** Where the bench keeps what takes minutes to make: below the user's cache folder, never in the repository. */

import { homedir } from 'node:os';
import path from 'node:path';

export const benchCache = path.join(
  process.env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'),
  'rust-trace',
  'bench',
);

/** Is one path below another? By path segments, so that `/a/bc` is not inside `/a/b`. */

import path from 'node:path';

/** Both absolute. A folder is inside itself. */
export function isInside(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative === '' || (relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative));
}

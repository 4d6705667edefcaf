/** wholeIndex.ts as the product ships its code. */

import { bundleDriver } from '../bundleDriver.ts';

/** Returns the path of the bundle. */
export function bundleWholeIndex(): Promise<string> {
  return bundleDriver('scripts/bench/ownFunctions/wholeIndex.ts');
}

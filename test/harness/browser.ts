/** The Chromium of this machine, without a window. */

import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const usualPlaces = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Path of a Chromium: `$CHROMIUM`, else where distributions put it; null when there is none. */
export function findChromium(): string | null {
  const places = [process.env.CHROMIUM, ...usualPlaces];
  return places.find(place => place !== undefined && existsSync(place)) ?? null;
}

export async function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error('There is no Chromium; on Debian: apt-get install chromium');
  return chromium.launch({
    executablePath,
    args: [
      // Chromium's sandbox refuses to run as root; the page is our own.
      '--no-sandbox',
      '--disable-gpu',
      // Containers have a small /dev/shm.
      '--disable-dev-shm-usage',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}

/** Starts a real chromium that sends no requests by itself. For tests, and for the pictures of the README. */

import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';
export const NEEDS_CHROMIUM = `needs ${CHROMIUM} (Debian package chromium)`;
/** No sandbox, because the tests may run as root. The other flags turn off chromium's own traffic and background work. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function isChromiumThere(): boolean {
  return existsSync(CHROMIUM);
}

/** Throws an error if chromium is not installed. */
export async function launchChromium(): Promise<Browser> {
  if (!isChromiumThere()) throw new Error(NEEDS_CHROMIUM);
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
}

/** Starts a real chromium, which sends nothing of its own. For tests, and for the pictures of the README. */

import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';
export const NEEDS_CHROMIUM = `needs ${CHROMIUM} (Debian package chromium)`;
/** No sandbox: the tests may run as root. The others keep chromium from traffic and background work of its own. */
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

/** Throws an error where there is no chromium. */
export async function launchChromium(): Promise<Browser> {
  if (!isChromiumThere()) throw new Error(NEEDS_CHROMIUM);
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
}

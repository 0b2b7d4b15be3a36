/** The files that the status page needs, which the agent serves itself: its style sheet, its script and its icon. */

import { readFileSync } from 'node:fs';

export interface Asset {
  /** Where it is served. */
  readonly path: string;
  readonly contentType: string;
  readonly body: string;
}

export const PAGE_STYLE = asset('page.css', 'text/css; charset=utf-8');
export const PAGE_SCRIPT = asset('page.js', 'text/javascript; charset=utf-8');
export const PAGE_ICON = asset('icon.svg', 'image/svg+xml');
export const ASSETS: readonly Asset[] = [PAGE_STYLE, PAGE_SCRIPT, PAGE_ICON];

/** Reads a file beside this one; throws if the build left it out. */
function asset(file: string, contentType: string): Asset {
  const body = readFileSync(new URL(`./assets/${file}`, import.meta.url), 'utf8');
  return { path: `/assets/${file}`, contentType, body };
}

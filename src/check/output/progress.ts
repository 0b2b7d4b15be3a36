/** A progress bar on one line of a terminal, removed when it is done. */

import type { Progress } from '../phases.ts';

const WIDTH = 30;
const WIPE = '\r\u001b[K';

export interface ProgressBar {
  readonly show: (progress: Progress) => void;
  readonly wipe: () => void;
}

/** `write` writes to a terminal; without it nothing is drawn. */
export function progressBar(write: (text: string) => void, interactive: boolean): ProgressBar {
  if (!interactive) return { show: () => {}, wipe: () => {} };
  return {
    show: (progress) => write(`${WIPE}${progressLine(progress)}`),
    wipe: () => write(WIPE),
  };
}

export function progressLine({ done, pairs, lost, doing }: Progress): string {
  const full = Math.round(done * WIDTH);
  const bar = '#'.repeat(full) + '-'.repeat(WIDTH - full);
  const rest = doing === 'waiting' ? ', waiting for the last answers' : '';
  return `[${bar}] ${String(Math.round(done * 100)).padStart(3)} %  ${pairs} pairs, ${lost} lost${rest}`;
}

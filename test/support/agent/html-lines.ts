/** The text of the status page's HTML: one line for each heading, paragraph, list item, cell or description. */

import type { Html } from '../../../src/status/html.ts';

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

export function linesOf({ text }: Html): string[] {
  return text
    .replace(/<\/?(?:h\d|p|li|ul|ol|td|th|tr|title|desc|caption|summary|dt|dd|text)\b[^>]*>/g, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&(amp|lt|gt|quot|#39);/g, (_all, name: string) => ENTITIES[name] ?? '')
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '');
}

import { expect, it } from 'vitest';
import { complaints } from './complaints.ts';

it('finds errors and lines that are no log lines, and no others, whatever words they contain', () => {
  const calm = [
    '{"level":"info","msg":"a lookup stalled","udp":{"inErrors":0}}',
    '{"level":"warn","msg":"Error"}',
  ];
  const loud = ['{"level":"error","msg":"gone"}', 'Error: boom', '    at main.js:1:1', '{"level":"in'];
  expect(complaints([...calm, ...loud, ''].join('\n'))).toEqual(loud);
  expect(complaints('')).toEqual([]);
});

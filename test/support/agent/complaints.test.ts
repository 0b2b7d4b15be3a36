import { expect, it } from 'vitest';
import { complaints } from './complaints.ts';

it('tells errors and what no log wrote from calm lines, whatever words those hold', () => {
  const calm = [
    '{"level":"info","msg":"a lookup stalled","udp":{"inErrors":0}}',
    '{"level":"warn","msg":"Error"}',
  ];
  const loud = ['{"level":"error","msg":"gone"}', 'Error: boom', '    at main.js:1:1', '{"level":"in'];
  expect(complaints([...calm, ...loud, ''].join('\n'))).toEqual(loud);
  expect(complaints('')).toEqual([]);
});

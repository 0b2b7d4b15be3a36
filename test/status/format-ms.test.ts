import { expect, it } from 'vitest';
import { formatMs } from '../../src/status/format-ms.ts';

it.each([
  [5003.2, '5.003 s'],
  [84.2, '84 ms'],
  [0.844, '0.84 ms'],
])('%f ms is written as %s', (ms, text) => expect(formatMs(ms)).toBe(text));

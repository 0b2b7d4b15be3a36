import { expect, it } from 'vitest';
import {
  sawSendError,
  sendErrorCounts,
  sendErrorFacts,
  sendErrorMeans,
} from '../../../src/compare/network/send-errors.ts';
import { SEND_ERROR_CODES } from '../../../src/domain/outcome.ts';
import { arm, queries } from '../../diagnosis/evidences.ts';

const refused = (sendErrorCodes: Record<string, number>) =>
  arm('pair', 100, { a: queries(100, { sendErrorCodes }), aaaa: queries(100, { sendErrorCodes }) });

it('adds the error numbers up, the most frequent one first', () => {
  const arms = [refused({ EPERM: 1, ENOBUFS: 3 }), refused({ EPERM: 4 })];
  expect(sendErrorCounts(arms)).toEqual([
    ['EPERM', 10],
    ['ENOBUFS', 6],
  ]);
  expect([sawSendError(arms, ['ENOBUFS', 'EMFILE']), sawSendError(arms, ['EMFILE'])]).toEqual([true, false]);
});

it('has words for each error number of a refused send, and none for others', () => {
  expect(SEND_ERROR_CODES.filter((code) => sendErrorMeans(code) === undefined)).toEqual([]);
  expect(sendErrorFacts([refused({ EWHATEVER: 1 })])).toEqual(['error number EWHATEVER, 2 queries']);
});

import { expect, it } from 'vitest';
import { explain } from '../../src/trace/open-request.ts';

const failure = (message: string, code: string) => Object.assign(new Error(message), { code });

it('the reason says the message of an error and its code, once, on one line', () => {
  expect(explain(failure('connect ECONNREFUSED 127.0.0.1:1', 'ECONNREFUSED'))).toBe(
    'connect ECONNREFUSED 127.0.0.1:1',
  );
  expect(explain(failure('unable to verify\nat once', 'DEPTH_ZERO'))).toBe('unable to verify (DEPTH_ZERO)');
});

it('the reason takes the first message of an error about several addresses', () => {
  const errors = [failure('connect ECONNREFUSED ::1:80', 'ECONNREFUSED')];
  const several = Object.assign(new AggregateError(errors), { code: 'ECONNREFUSED' });
  expect(explain(several)).toBe('connect ECONNREFUSED ::1:80');
});

it("the reason lets no certificate's name control a terminal, nor fill it", () => {
  const named = (name: string) => explain(failure(`Host: web.test. is not cert's CN: ${name}`, 'ALTNAME'));
  expect(named('\u001b[2Jweb')).toBe("Host: web.test. is not cert's CN: \ufffd[2Jweb (ALTNAME)");
  expect(named('x'.repeat(100_000))).toHaveLength(160);
});

import { describe, expect, it } from 'vitest';
import { assertNever } from '../../src/platform/assert-never.ts';
import { errorCode, Failure } from '../../src/platform/failure.ts';

describe('Failure', () => {
  it('has a code, a message and what caused it', () => {
    const cause = new Error('in use');
    const failure = new Failure('listen', 'the port is taken', { cause });
    expect(failure).toMatchObject({ name: 'Failure', code: 'listen', message: 'the port is taken', cause });
  });
});

describe('errorCode', () => {
  it('is the errno’s name, else the message, else the thing as text', () => {
    expect(errorCode(Object.assign(new Error('no'), { code: 'EMFILE' }))).toBe('EMFILE');
    expect(errorCode(Object.assign(new Error('no'), { code: 7 }))).toBe('no');
    expect(errorCode(new Error('no'))).toBe('no');
    expect(errorCode('thrown text')).toBe('thrown text');
    expect(errorCode(undefined)).toBe('undefined');
  });
});

describe('unreachable', () => {
  it('names what came though the types said that it cannot', () => {
    // A value from outside the types, as a message of another version would be.
    expect(() => assertNever(JSON.parse('{"kind":"new"}') as never)).toThrow('{"kind":"new"}');
  });
});

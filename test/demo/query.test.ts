import { encode } from 'dns-packet';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeQuery } from '../../src/demo/query.ts';
import { query } from './ask.ts';

describe('decodeQuery', () => {
  it('reads id, name and type', () => {
    expect(decodeQuery(query('Web.Test', 'AAAA', 99))).toMatchObject({
      id: 99,
      name: 'Web.Test',
      qtype: 'AAAA',
    });
    expect(decodeQuery(query('web.test', 'A'))?.qtype).toBe('A');
    expect(decodeQuery(query('web.test', 'SRV'))?.qtype).toBe('OTHER');
    expect(decodeQuery(query('.', 'A'))?.name).toBe('');
  });

  it('knows how much the asker takes over UDP', () => {
    const edns = encode({
      type: 'query',
      questions: [{ type: 'A', name: 'web.test' }],
      additionals: [
        {
          type: 'OPT',
          name: '.',
          udpPayloadSize: 1232,
          extendedRcode: 0,
          ednsVersion: 0,
          flags: 0,
          flag_do: false,
          options: [],
        },
      ],
    });
    expect(decodeQuery(edns)?.udpBytes).toBe(1232);
    expect(decodeQuery(query('web.test'))?.udpBytes).toBe(512);
  });

  it('does not take a response for a query, which would make two servers answer each other forever', () => {
    const response = query('web.test').slice();
    response[2] = 0x81;
    expect(decodeQuery(response)).toBeUndefined();
  });

  it.each<[string, readonly number[]]>([
    ['a label that runs over the end', [63, 65]],
    ['a pointer, which a question has nothing to point to', [0xc0, 0x0c, 0, 1, 0, 1]],
    ['no end of the name', new Array(300).fill(1)],
    ['no type', [1, 65, 0, 0]],
    ['nothing', []],
  ])('refuses a question with %s', (_, question) => {
    expect(decodeQuery(new Uint8Array([0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, ...question]))).toBeUndefined();
  });

  it('neither throws nor reads beyond the end, whatever it gets', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        const found = decodeQuery(bytes);
        if (found) expect(found.questionEnd).toBeLessThanOrEqual(bytes.length);
      }),
      { numRuns: 2000 },
    );
  });
});

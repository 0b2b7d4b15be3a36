import { describe, expect, it } from 'vitest';
import { type AnswerRecord, addressesInOrder, addressesOf } from '../../src/wire/alias-order.ts';

const cname = (name: string, data: string): AnswerRecord => ({ type: 'CNAME', class: 'IN', name, data });
const a = (name: string, data: string): AnswerRecord => ({ type: 'A', class: 'IN', name, data });
const inOrder = (...records: AnswerRecord[]) => addressesInOrder('www.test', records, 'A');

describe('addressesInOrder', () => {
  it('follows a chain of CNAME records to the addresses behind it', () => {
    const chain = [cname('www.test', 'one.test'), cname('one.test', 'two.test'), a('two.test', '192.0.2.1')];
    expect(inOrder(...chain, a('two.test', '192.0.2.2'))).toEqual(['192.0.2.1', '192.0.2.2']);
  });

  it.each([
    ['an address before its CNAME', [a('one.test', '192.0.2.1'), cname('www.test', 'one.test')]],
    [
      'a chain in the wrong order',
      [cname('one.test', 'two.test'), cname('www.test', 'one.test'), a('two.test', '192.0.2.1')],
    ],
    ['an address of another name', [a('other.test', '192.0.2.1')]],
  ])('takes nothing from %s', (_, records) => {
    expect(inOrder(...records)).toEqual([]);
    expect(addressesOf(records, 'A')).toEqual(['192.0.2.1']);
  });

  it('compares names without case, and takes those of the asked name itself', () => {
    expect(inOrder(a('WWW.test', '192.0.2.1'))).toEqual(['192.0.2.1']);
    expect(inOrder(cname('www.test', 'One.Test'), a('one.test', '192.0.2.1'))).toEqual(['192.0.2.1']);
  });

  it('does not ask whose CNAME record it is, as glibc does not', () => {
    expect(inOrder(cname('other.test', 'one.test'), a('one.test', '192.0.2.1'))).toEqual(['192.0.2.1']);
  });

  it('passes over other types and classes', () => {
    const records = [
      { ...a('www.test', '192.0.2.1'), class: 'CH' },
      { type: 'OPT', name: '.' },
    ];
    expect(inOrder(...records)).toEqual([]);
    expect(addressesOf(records, 'A')).toEqual([]);
  });
});

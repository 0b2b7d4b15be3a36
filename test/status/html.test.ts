import { expect, it } from 'vitest';
import { bounded, html, prose } from '../../src/status/html.ts';

it('html escapes every value, but not HTML', () => {
  expect(html`<p title="${'"'}">${['<', html`<b>${'&'}</b>`]}</p>`.text).toBe(
    '<p title="&quot;">&lt;<b>&amp;</b></p>',
  );
});

it('html makes control characters visible, also those that reverse text', () => {
  expect(html`${'\u001b[2J\u0000\u007f\u009b\u202e\u2066\n'}`.text).toBe(
    '\u241b[2J\u2400\ufffd\ufffd\ufffd\ufffd\n',
  );
});

it('bounded cuts what is too long, but no character in two', () => {
  expect(bounded('short', 5)).toBe('short');
  expect(bounded('longer', 5)).toBe('long…');
  expect(bounded('😀😀😀', 2)).toBe('😀…');
});

it('prose sets what is between backquotes as code', () => {
  expect(prose('Set `ndots:2` now').text).toBe('Set <code>ndots:2</code> now');
  expect(prose('one ` alone').text).toBe('one  alone');
});

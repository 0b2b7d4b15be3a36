/** Makes text from another machine safe to print: bounded, on one line, without characters that control a terminal. */

/** Control characters (terminal escapes begin with one), invisible formatting (which can reverse a line), line breaks, half surrogates. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
/** Text that needs no change, as most names. */
const PLAIN = /^[\w.:-]*$/;
const REPLACEMENT = '\ufffd';

/** At most `longest` characters; a cut is shown as `…`. */
export function plainText(text: string, longest: number): string {
  if (text.length <= longest && PLAIN.test(text)) return text;
  // Cut first: the text may be long. A pair of surrogates is at most two units.
  const characters = Array.from(text.slice(0, 2 * longest + 2));
  const cut = characters.length > longest ? [...characters.slice(0, longest - 1), '…'] : characters;
  return cut.join('').replace(UNPRINTABLE, REPLACEMENT);
}

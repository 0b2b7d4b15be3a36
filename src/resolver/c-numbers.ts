/** Numbers and IPv4 addresses as C libraries read them from a text: atoi(3) and inet_aton(3). */

const LARGEST_LONG = 2n ** 63n - 1n;
/** Digits beyond these make a number larger than any `long`. */
const MOST_DIGITS = 20;

/**
 * The number at the start of `text`, after blanks; 0 if there is none. As in glibc (stdlib/atoi.c) the text is read as a 64-bit `long`,
 * whose lower 32 bits are the `int`.
 */
export function atoi(text: string): number {
  const [, sign, digits = ''] = /^[ \t\n\v\f\r]*([+-]?)0*(\d*)/.exec(text) ?? [];
  const magnitude = BigInt(digits.slice(0, MOST_DIGITS));
  const long = magnitude > LARGEST_LONG ? LARGEST_LONG : magnitude;
  return Number(BigInt.asIntN(32, sign === '-' ? -long : long));
}

/**
 * The dotted address of one to four numbers, decimal, octal (`010`) or hexadecimal (`0x0a`); the last one fills the remaining bytes.
 * `undefined` for any other text. The same in glibc (resolv/inet_addr.c, `inet_aton_end`) and musl (src/network/inet_aton.c).
 */
export function inetAton(text: string): string | undefined {
  const numbers = text.split('.').map(unsigned);
  const last = numbers.pop();
  const rest = 4 - numbers.length;
  if (rest < 1 || last === undefined || last >= 256 ** rest) return undefined;
  if (numbers.some((number) => number === undefined || number > 255)) return undefined;
  const filled = Array.from(
    { length: rest },
    (_, index) => Math.floor(last / 256 ** (rest - 1 - index)) % 256,
  );
  return [...numbers, ...filled].join('.');
}

/** strtoul(3) with base 0, where the whole text is a number. */
function unsigned(text: string): number | undefined {
  if (/^0x[\da-f]+$/i.test(text)) return Number.parseInt(text, 16);
  if (/^0[0-7]*$/.test(text)) return Number.parseInt(text, 8);
  return /^\d+$/.test(text) && !text.startsWith('0') ? Number(text) : undefined;
}

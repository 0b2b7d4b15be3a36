/**
 * Bounds what a hostile response costs to decode. Names in a message may point to earlier names (RFC 1035 section 4.1.4), and the codec
 * follows each pointer. A message of 64 kB can hold a chain of 8,000 pointers and 4,000 names that begin with it: half a second.
 */

/** A name has 127 labels at most (RFC 1035 section 2.3.4), so it needs no more pointers. */
const MOST_POINTERS = 127;
const MOST_LABELS = 127;
const LONGEST_LABEL = 63;
const POINTER = 0xc0;

/** Can a name of this message follow more pointers than any name needs? */
export function hasLongChain(bytes: Uint8Array): boolean {
  return bytes.some((byte, at) => byte >= POINTER && chainFrom(bytes, at) > MOST_POINTERS);
}

/** The number of pointers that a decoder follows from the one at `start`. Each must point before the place that the last one led to. */
function chainFrom(bytes: Uint8Array, start: number): number {
  let [at, segment, pointers, labels] = [start, start, 0, 0];
  while (pointers <= MOST_POINTERS && labels <= MOST_LABELS) {
    const length = bytes[at] ?? 0;
    if (length >= POINTER) {
      const target = (length - POINTER) * 256 + (bytes[at + 1] ?? 0);
      if (target >= segment) break;
      [at, segment] = [target, target];
      pointers += 1;
    } else {
      if (length === 0 || length > LONGEST_LABEL) break;
      at += 1 + length;
      labels += 1;
    }
  }
  return pointers;
}

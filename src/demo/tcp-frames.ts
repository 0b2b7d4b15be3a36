/** Splits a TCP byte stream into DNS messages, each of which follows its length in two bytes (RFC 1035 section 4.2.2). */

export class FrameReader {
  #rest: Uint8Array = new Uint8Array(0);

  /** The messages that `chunk` completes: none, one, or several. What is left waits for the next chunk. */
  push(chunk: Uint8Array): Uint8Array[] {
    const bytes = new Uint8Array(this.#rest.length + chunk.length);
    bytes.set(this.#rest);
    bytes.set(chunk, this.#rest.length);
    const messages: Uint8Array[] = [];
    let at = 0;
    while (at + 2 <= bytes.length) {
      const end = at + 2 + ((bytes[at] ?? 0) << 8) + (bytes[at + 1] ?? 0);
      if (end > bytes.length) break;
      messages.push(bytes.slice(at + 2, end));
      at = end;
    }
    this.#rest = bytes.slice(at);
    return messages;
  }
}

/** `message` with its length in front. It must be shorter than 65,536 bytes. */
export function framed(message: Uint8Array): Uint8Array {
  const frame = new Uint8Array(2 + message.length);
  new DataView(frame.buffer).setUint16(0, message.length);
  frame.set(message, 2);
  return frame;
}

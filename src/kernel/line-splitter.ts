/** Splits pieces of a text into lines. It holds no more than one piece and the beginning of one line. */

/** The longest line, in characters. An entry has about 200; a security context may add as many. */
const LONGEST = 4096;

export class LineSplitter {
  #rest = '';
  /** Is the rest the beginning of a line that is too long already? */
  #overlong = false;
  /** Lines that were left out because they were too long. */
  tooLong = 0;

  /** Has the text ended with a line break so far? */
  get atLineStart(): boolean {
    return this.#rest === '' && !this.#overlong;
  }

  /** The lines that end in this piece, without their line breaks. */
  *linesOf(piece: string): Generator<string> {
    let start = 0;
    for (let end = piece.indexOf('\n'); end !== -1; end = piece.indexOf('\n', start)) {
      const line = this.#rest === '' ? piece.slice(start, end) : this.#rest + piece.slice(start, end);
      start = end + 1;
      this.#rest = '';
      if (this.#overlong || line.length > LONGEST) this.tooLong += 1;
      else yield line;
      this.#overlong = false;
    }
    this.#keep(piece.slice(start));
  }

  #keep(rest: string): void {
    if (this.#overlong || rest === '') return;
    if (this.#rest.length + rest.length > LONGEST) {
      this.#overlong = true;
      this.#rest = '';
    } else this.#rest += rest;
  }
}

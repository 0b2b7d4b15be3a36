/** HTML as a tagged template: every value is escaped unless it is HTML already. */

export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Content = Html | string | number | readonly Content[];

/** html`<b>${anything}</b>` */
export function html(strings: TemplateStringsArray, ...contents: readonly Content[]): Html {
  const parts = strings.flatMap((string, index) => [string, rendered(contents[index] ?? '')]);
  return new Html(parts.join(''));
}

function rendered(content: Content): string {
  if (content instanceof Html) return content.text;
  if (typeof content === 'string' || typeof content === 'number') return escaped(String(content));
  return content.map(rendered).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Safe between tags and inside quoted attributes. Control characters, as in terminal escapes, become visible pictures of
 * themselves (U+2400 and following), and those that reverse the direction of text become U+FFFD.
 */
function escaped(text: string): string {
  return text
    .replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char)
    .replace(/[\p{Cc}\p{Bidi_Control}]/gu, (char) => visible(char));
}

function visible(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  if (char === '\n' || char === '\t') return char;
  return code < 0x20 ? String.fromCodePoint(0x2400 + code) : '\ufffd';
}

/** `text`, cut to at most `most` characters; an ellipsis says so. */
export function bounded(text: string, most: number): string {
  // A character has at most two UTF-16 units: what is longer than the slice has more than `most` characters.
  const characters = Array.from(text.slice(0, 2 * (most + 1)));
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}

/** Text in which `backquotes` mark what is set as code, bounded to `most` characters. */
export function prose(text: string, most = 300): Html {
  const parts = bounded(text, most).split('`');
  return html`${parts.map((part, index) => (index % 2 === 1 && index < parts.length - 1 ? html`<code>${part}</code>` : part))}`;
}

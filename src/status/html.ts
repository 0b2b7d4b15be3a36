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

/** Safe between tags and inside quoted attributes. */
function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (char) => entities[char] ?? char);
}

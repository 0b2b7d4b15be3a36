/** Styles text for a terminal. Elsewhere text stays plain. */

import { styleText } from 'node:util';

export type Paint = (style: 'bold' | 'dim' | 'red' | 'green' | 'yellow', text: string) => string;

/** `colour` alone decides: the caller knows whether the output is a terminal, and NO_COLOR. */
export function painter(colour: boolean): Paint {
  return (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text);
}

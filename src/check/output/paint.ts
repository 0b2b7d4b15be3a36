/** Styles text for a terminal; plain text anywhere else. */

import { styleText } from 'node:util';

export type Paint = (style: 'bold' | 'dim' | 'red' | 'green' | 'yellow', text: string) => string;

/** `colour` decides alone: whether the output is a terminal and what NO_COLOR says is known to the caller. */
export function painter(colour: boolean): Paint {
  return (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text);
}

/** The number of lines of each function in a TypeScript source, by its syntax tree. */

import { parseAst } from 'vitest/node';

export interface FunctionLength {
  /** The name of its declaration or of the variable that it is assigned to; `ANONYMOUS` if there is none. */
  readonly name: string;
  /** Its number of lines, the first and the last one included. */
  readonly lines: number;
}

/** The name of a function that has none. */
export const ANONYMOUS = '(anonymous)';

const FUNCTIONS = ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'];

/** All functions of `source`, nested ones too, in the order in which they begin. Throws if it can't be parsed. */
export function functionLengths(source: string): readonly FunctionLength[] {
  const found: FunctionLength[] = [];
  const visit = (value: unknown, nameAbove: string | undefined): void => {
    if (Array.isArray(value)) {
      for (const item of value) visit(item, nameAbove);
      return;
    }
    if (!isNode(value)) return;
    const name = nameOf(value) ?? nameAbove;
    const isFunction = FUNCTIONS.includes(value.type);
    if (isFunction)
      found.push({
        name: name ?? ANONYMOUS,
        lines: source.slice(value.start, value.end).split('\n').length,
      });
    for (const child of Object.values(value)) visit(child, isFunction ? undefined : name);
  };
  visit(parseAst(source, { lang: 'ts' }), undefined);
  return found;
}

interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly id?: unknown;
  readonly key?: unknown;
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value && 'end' in value;
}

/** The identifier of a declaration, or the key of a property or method. */
function nameOf({ id, key }: SyntaxNode): string | undefined {
  for (const named of [id, key])
    if (isNode(named) && 'name' in named && typeof named.name === 'string') return named.name;
  return undefined;
}

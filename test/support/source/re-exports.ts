/** The names that a TypeScript source exports although it imports them: each is a second home for what another file declares. */

import { parseAst } from 'vitest/node';

export interface ReExport {
  /** The name as it is exported; `*` for all of them. */
  readonly name: string;
  /** The module that it comes from. */
  readonly from: string;
}

type Statement = ReturnType<typeof parseAst>['body'][number];
type NamedExport = Extract<Statement, { type: 'ExportNamedDeclaration' }>;
type Declaration = NonNullable<NamedExport['declaration']>;

/** A text without such an export is not parsed: parsing takes most of the time. */
const MAY_RE_EXPORT = /\bexport\s*(?:\*|\{|type\s*\{|(?:const|type)\s+\w+\s*(?::[^=]+)?=\s*\w+\s*;)/;

/**
 * In the order of the source: `export ... from`, an import that is exported by a list, and one that is exported under another name
 * (`export const a = imported`, `export type A = Imported`). Throws if the source can't be parsed.
 */
export function reExports(source: string): readonly ReExport[] {
  if (!MAY_RE_EXPORT.test(source)) return [];
  const { body } = parseAst(source, { lang: 'ts' });
  const imported = new Map(body.flatMap(importedNames));
  return body.flatMap((statement): readonly ReExport[] => {
    if (statement.type === 'ExportAllDeclaration') return [{ name: '*', from: statement.source.value }];
    if (statement.type !== 'ExportNamedDeclaration') return [];
    return pairsOf(statement).flatMap(({ local, name }) => {
      const from = statement.source?.value ?? imported.get(local);
      return from === undefined ? [] : [{ name, from }];
    });
  });
}

/** The local names of an import, each with the module that it comes from. */
function importedNames(statement: Statement): readonly (readonly [local: string, from: string])[] {
  if (statement.type !== 'ImportDeclaration') return [];
  return statement.specifiers.map(({ local }) => [local.name, statement.source.value] as const);
}

interface Exported {
  readonly local: string;
  readonly name: string;
}

function pairsOf({ declaration, specifiers }: NamedExport): readonly Exported[] {
  const listed = specifiers.map(({ local, exported }) => ({ local: nameOf(local), name: nameOf(exported) }));
  return declaration === null ? listed : [...listed, ...aliasesOf(declaration)];
}

/** Declarations that only give another declaration a second name. */
function aliasesOf(declaration: Declaration): readonly Exported[] {
  if (declaration.type === 'VariableDeclaration')
    return declaration.declarations.flatMap(({ id, init }) =>
      id.type === 'Identifier' && init?.type === 'Identifier' ? [{ local: init.name, name: id.name }] : [],
    );
  if (declaration.type !== 'TSTypeAliasDeclaration') return [];
  const { id, typeAnnotation } = declaration;
  return typeAnnotation.type === 'TSTypeReference' &&
    typeAnnotation.typeArguments === null &&
    typeAnnotation.typeName.type === 'Identifier'
    ? [{ local: typeAnnotation.typeName.name, name: id.name }]
    : [];
}

function nameOf(name: NamedExport['specifiers'][number]['local']): string {
  return name.type === 'Literal' ? name.value : name.name;
}

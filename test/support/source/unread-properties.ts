/** Finds the properties of interfaces that a program never reads. The compiler resolves each use, so equal names do not hide one. */

import { dirname } from 'node:path';
import {
  isAssignmentOperator,
  isBinaryExpression,
  isElementAccessExpression,
  isIdentifier,
  isInterfaceDeclaration,
  isPropertyAccessExpression,
  isPropertySignatureDeclaration,
  type Node,
  SyntaxKind,
} from 'typescript/unstable/ast';
import { API, type Project } from 'typescript/unstable/sync';

interface Property {
  /** `Remedy.measured.low` */
  readonly label: string;
  readonly name: Node;
}

/**
 * The properties of the interfaces that the files below `folders` export, as `Interface.property`, of which no file of the project has a
 * read. A value in an object literal or to the left of an assignment is no read, and neither is a name in a type.
 */
export function unreadProperties(configFile: string, folders: readonly string[]): readonly string[] {
  const api = new API({ cwd: dirname(configFile) });
  try {
    const project = api.updateSnapshot({ openProjects: [configFile] }).getProject(configFile);
    if (project === undefined) throw new Error(`${configFile} is no project`);
    const { program } = project;
    return program
      .getSourceFileNames()
      .filter((file) => folders.some((folder) => file.startsWith(`${folder}/`)))
      .flatMap((file) => exportedProperties(program.getSourceFile(file)))
      .filter(({ name }) => !isRead(project, name))
      .map(({ label }) => label);
  } finally {
    api.close();
  }
}

function exportedProperties(file: Node | undefined): readonly Property[] {
  const found: Property[] = [];
  const visit = (node: Node, label: string): void => {
    const property = isPropertySignatureDeclaration(node) && isIdentifier(node.name) ? node.name : undefined;
    const below = property === undefined ? label : `${label}.${property.text}`;
    if (property !== undefined) found.push({ label: below, name: property });
    node.forEachChild((child) => visit(child, below));
  };
  file?.forEachChild((statement) => {
    const isExported =
      isInterfaceDeclaration(statement) &&
      statement.modifiers?.some(({ kind }) => kind === SyntaxKind.ExportKeyword);
    if (isExported) visit(statement, statement.name.text);
  });
  return found;
}

function isRead({ checker }: Project, name: Node): boolean {
  return checker
    .getReferencedSymbolsForNode(name, name.getStart())
    .flatMap(({ references }) => references)
    .some((reference) => {
      const use = reference.resolve();
      return use !== undefined && reads(use);
    });
}

function reads(use: Node): boolean {
  const { parent } = use;
  if (parent.kind === SyntaxKind.BindingElement) return true;
  return (isPropertyAccessExpression(parent) || isElementAccessExpression(parent)) && !isAssigned(parent);
}

function isAssigned(target: Node): boolean {
  const { parent } = target;
  if (parent.kind === SyntaxKind.PostfixUnaryExpression) return true;
  return (
    isBinaryExpression(parent) &&
    isAssignmentOperator(parent.operatorToken.kind) &&
    parent.left.pos === target.pos &&
    parent.left.end === target.end
  );
}

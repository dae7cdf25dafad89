/** Reads the imports of our sources with the TypeScript parser. */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

export interface Import {
  /** Path of the importing file from the repository's root, with forward slashes. */
  readonly file: string;
  readonly line: number;
  /** What is imported, as written. */
  readonly specifier: string;
  /** For a relative import: the path it names, from the root. */
  readonly target?: string;
}

const LEFT_OUT = new Set(['node_modules', 'dist', '.nx', '.sallyport', '.git', 'generated']);

/** All TypeScript sources below `folder`, relative to `root`; generated code is left out. */
export function sources(root: string, folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) return LEFT_OUT.has(entry.name) ? [] : sources(root, name);
    return entry.isFile() && entry.name.endsWith('.ts') ? [name] : [];
  });
}

/** Every static, dynamic and type import and every re-export of a file. */
export function importsOf(root: string, file: string): Import[] {
  const source = ts.createSourceFile(
    file,
    readFileSync(path.join(root, file), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  const found: Import[] = [];
  const add = (node: ts.Node, specifier: string): void => {
    const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
    const relative = specifier.startsWith('.');
    found.push({
      file,
      line,
      specifier,
      ...(relative
        ? { target: path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier)) }
        : {}),
    });
  };
  const visit = (node: ts.Node): void => {
    if (
      (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) &&
      node.moduleSpecifier &&
      ts.isStringLiteral(node.moduleSpecifier)
    ) {
      add(node, node.moduleSpecifier.text);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [argument] = node.arguments;
      if (argument && ts.isStringLiteral(argument)) add(node, argument.text);
    } else if (
      ts.isImportTypeNode(node) &&
      ts.isLiteralTypeNode(node.argument) &&
      ts.isStringLiteral(node.argument.literal)
    ) {
      add(node, node.argument.literal.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

export interface Effect {
  readonly file: string;
  readonly line: number;
  /** What reads a clock, chance or the process: `Date.now`, `Math.random`, `process`. */
  readonly name: string;
}

const EFFECTS =
  /^(Date\.now|Math\.random|performance(\..*)?|process(\..*)?|fetch|setTimeout|setInterval|setImmediate|randomUUID|randomBytes|randomInt|randomFill|randomFillSync)$/;

/** Every use of a clock, of chance, of timers and of the process in a file; types and the names of properties do not count. */
export function effectsOf(root: string, file: string): Effect[] {
  const source = ts.createSourceFile(
    file,
    readFileSync(path.join(root, file), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  const found: Effect[] = [];
  const visit = (node: ts.Node): void => {
    const called =
      ts.isCallExpression(node) || ts.isPropertyAccessExpression(node)
        ? node.getText(source).split('(', 1)[0]
        : undefined;
    const clock =
      ts.isNewExpression(node) &&
      node.expression.getText(source) === 'Date' &&
      (node.arguments?.length ?? 0) === 0;
    if (clock || (called !== undefined && EFFECTS.test(called))) {
      found.push({
        file,
        line: source.getLineAndCharacterOfPosition(node.getStart()).line + 1,
        name: clock ? 'new Date()' : (called ?? ''),
      });
      return;
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

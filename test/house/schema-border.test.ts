import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const { imports } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8')) as {
  imports: Record<string, string>;
};

/** Types that hold or take SQL: pieces of it, statements, and what rows are read by. */
const typesOfSql =
  /\b(SqlText|sqlText|Prepared|prepare\w*|[Pp]ackedRows|PackedColumn|PackedPage|ReadPage|RawBuilder)\b/;

function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
}

function isInSchema(file: string): boolean {
  return !relative(join(root, 'schema'), file).startsWith('..');
}

/** The file of a specifier of ours; null for a package. */
function fileOf(from: string, specifier: string): string | null {
  if (specifier.startsWith('.')) return join(dirname(from), specifier);
  const target = imports[specifier] ?? wildcardTarget(specifier);
  return target ? join(root, target) : null;
}

function wildcardTarget(specifier: string): string | undefined {
  for (const [pattern, target] of Object.entries(imports)) {
    const start = pattern.slice(0, -1);
    if (pattern.endsWith('/*') && specifier.startsWith(start)) {
      return target.replace('*', specifier.slice(start.length));
    }
  }
  return undefined;
}

/** What a declaration tells whoever imports it: all but the bodies of functions. */
function signatureOf(declaration: ts.Node): string {
  let text = declaration.getText();
  const cut = (node: ts.Node): void => {
    if (ts.isBlock(node)) text = text.replace(node.getText(), '{}');
    else ts.forEachChild(node, cut);
  };
  cut(declaration);
  return text;
}

/** The declaration of an exported name, through the doors that hand it on. */
function declarationOf(file: string, name: string): string {
  for (const statement of parse(file).statements) {
    if (ts.isExportDeclaration(statement) && statement.exportClause && statement.moduleSpecifier) {
      const { exportClause, moduleSpecifier } = statement;
      if (!ts.isNamedExports(exportClause) || !ts.isStringLiteral(moduleSpecifier)) continue;
      const named = exportClause.elements.find((element) => element.name.text === name);
      const target = named && fileOf(file, moduleSpecifier.text);
      if (named && target) return declarationOf(target, (named.propertyName ?? named.name).text);
    }
    if (ts.isVariableStatement(statement)) {
      const found = statement.declarationList.declarations.find(
        (each) => each.name.getText() === name,
      );
      if (found) return signatureOf(found);
    }
    if ('name' in statement && (statement.name as ts.Node | undefined)?.getText() === name) {
      return signatureOf(statement);
    }
  }
  throw new Error(`${file} declares no ${name}`);
}

interface Crossing {
  readonly where: string;
  readonly told: string;
}

/** What a file of the schema imports from the rooms, with what is declared of each. */
function crossingsOf(file: string): Crossing[] {
  return parse(file).statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) {
      return [];
    }
    const specifier = statement.moduleSpecifier.text;
    const target = fileOf(file, specifier);
    const bindings = statement.importClause?.namedBindings;
    if (!target || isInSchema(target) || !bindings || !ts.isNamedImports(bindings)) return [];
    return bindings.elements.map(({ name, propertyName }) => ({
      where: `${relative(root, file)} imports ${name.text} of ${specifier}`,
      told: declarationOf(target, (propertyName ?? name).text),
    }));
  });
}

/** Where a session of the database is used, and not only handed on. */
function usesOfDb(file: string): string[] {
  const uses: string[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) && /(^|\.)(db|tx)$/.test(node.expression.getText())) {
      uses.push(`${relative(root, file)}: ${node.getText()}`);
    }
    ts.forEachChild(node, look);
  };
  look(parse(file));
  return uses;
}

describe('what crosses the border of the schema (G1)', () => {
  const files = globSync('schema/**/*.ts', { cwd: root, exclude: ['schema/generated/**'] }).map(
    (path) => join(root, path),
  );
  const crossings = files.flatMap(crossingsOf);

  it('is no SQL, and nothing that takes or holds some', () => {
    expect(crossings.length).toBeGreaterThan(150);
    const told = crossings.filter((each) => typesOfSql.test(each.told)).map(({ where }) => where);
    expect(told).toEqual([]);
  });

  it('is no session of the database but to hand it on', () => {
    expect(files.flatMap(usesOfDb)).toEqual([]);
  });

  it('is told from the types: pieces of SQL are found where they are declared', () => {
    const pieces = [
      ['src/glucose/index.ts', 'packedSeriesBeside'],
      ['src/connections/index.ts', 'briefConnections'],
      ['src/teams/index.ts', 'prepareListUsersWith'],
      ['src/db/index.ts', 'prepare'],
    ] as const;
    for (const [file, name] of pieces) {
      expect(declarationOf(join(root, file), name), name).toMatch(typesOfSql);
    }
  });
});

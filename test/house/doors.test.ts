import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative, resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
// @ts-expect-error: the rules are plain JavaScript, as the tool wants them.
import { WINGS } from '../../.dependency-cruiser.mjs';

const root = resolve(import.meta.dirname, '../..');
const shipped = globSync(['src/**/*.ts', 'schema/**/*.ts', 'codegen.ts'], {
  cwd: root,
  exclude: ['**/generated/**'],
});
const { imports } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8')) as {
  imports: Record<string, string>;
};

/** What a specifier of ours leads to; null for a package. */
function fileOf(from: string, specifier: string): string | null {
  if (specifier.startsWith('.')) return join(dirname(from), specifier);
  const direct = imports[specifier];
  if (direct) return normalize(direct);
  for (const [pattern, target] of Object.entries(imports)) {
    const start = pattern.slice(0, -1);
    if (pattern.endsWith('/*') && specifier.startsWith(start)) {
      return normalize(target.replace('*', specifier.slice(start.length)));
    }
  }
  return null;
}

interface Passage {
  readonly file: string;
  readonly specifier: string;
  readonly to: string | null;
  readonly isExport: boolean;
  readonly names: readonly string[];
}

function passagesOf(file: string): Passage[] {
  const text = readFileSync(resolve(root, file), 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  return source.statements.flatMap((statement) => {
    const isExport = ts.isExportDeclaration(statement);
    if (!isExport && !ts.isImportDeclaration(statement)) return [];
    const { moduleSpecifier } = statement;
    if (!moduleSpecifier || !ts.isStringLiteral(moduleSpecifier)) return [];
    const specifier = moduleSpecifier.text;
    const bindings = isExport ? statement.exportClause : statement.importClause?.namedBindings;
    const elements = bindings && 'elements' in bindings ? [...bindings.elements] : [];
    const names = elements.map(({ name, propertyName }) => (propertyName ?? name).text);
    return [{ file, specifier, to: fileOf(file, specifier), isExport, names }];
  });
}

const passages = shipped.flatMap(passagesOf);
const isDoor = (file: string) => /^src\/.+\/index\.ts$/.test(file);

describe('the doors', () => {
  it('export what shipped code uses, and nothing for tests alone', () => {
    const used = new Set(
      passages.flatMap(({ to, names }) => (to ? names.map((name) => `${to} ${name}`) : [])),
    );
    const exported = passages
      .filter(({ file, isExport }) => isExport && isDoor(file))
      .flatMap(({ file, names }) => names.map((name) => `${file} ${name}`));
    expect(exported.length).toBeGreaterThan(200);
    expect(exported.filter((name) => !used.has(name))).toEqual([]);
  });

  it('export by name, so that this can be judged', () => {
    const nameless = passages.filter(
      ({ file, isExport, names }) => isExport && isDoor(file) && names.length === 0,
    );
    expect(nameless).toEqual([]);
  });

  it('say first what their room is', () => {
    const silent = shipped
      .filter((file) => file.endsWith('/index.ts'))
      .filter((file) => !readFileSync(resolve(root, file), 'utf8').includes('/**'));
    expect(silent).toEqual([]);
  });
});

describe('the rooms', () => {
  it('are small enough to be seen at once: 25 files of their own', () => {
    const counts = new Map<string, number>();
    for (const file of shipped) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
    expect([...counts].filter(([, count]) => count > 25)).toEqual([]);
  });

  it('are entered by their names: no path climbs, and none passes a door by', () => {
    const climbing = passages.filter(({ specifier }) => /^\.\.|^#src\//.test(specifier));
    expect(climbing.map(({ file, specifier }) => `${file}: ${specifier}`)).toEqual([]);
  });

  it('are told to people with their wings in order', () => {
    const readme = readFileSync(resolve(root, 'src/README.md'), 'utf8');
    for (const [room, wings] of Object.entries(WINGS as Record<string, string[]>)) {
      const name = relative('src', room) || room;
      const row = `| \`${name}/\` | ${wings.map((wing) => `\`${wing}\``).join(', ')} |`;
      expect(readme).toContain(row);
    }
  });
});

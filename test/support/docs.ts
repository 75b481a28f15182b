import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** The pages for people, from the project's root. */
export function listPages(): readonly string[] {
  const pages = ['README.md', 'SECURITY.md', 'client/README.md', 'docs/*.md'];
  return globSync(pages, { cwd: root }).toSorted();
}

export function readPage(path: string): string {
  return readFileSync(resolve(root, path), 'utf8');
}

/** The blocks of a page that are marked as being in a language, also those within a list. */
export function blocksOf(path: string, language: string): readonly string[] {
  const pattern = new RegExp(`^( *)\`\`\`${language}\\n([\\s\\S]*?)^\\1\`\`\``, 'gm');
  return [...readPage(path).matchAll(pattern)].map(([, indent = '', text = '']) =>
    text.replace(new RegExp(`^${indent}`, 'gm'), ''),
  );
}

/** The part of a page between two markers; written anew when UPDATE_DOCS is set. */
export function sectionOf(path: string, name: string, expected: string): string {
  const text = readPage(path);
  const pattern = new RegExp(`<!-- ${name} -->\n([\\s\\S]*?)<!-- /${name} -->`);
  if (!process.env.UPDATE_DOCS) return pattern.exec(text)?.[1] ?? '';
  const section = `<!-- ${name} -->\n${expected}<!-- /${name} -->`;
  writeFileSync(
    resolve(root, path),
    text.replace(pattern, () => section),
  );
  return expected;
}

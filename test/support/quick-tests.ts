import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * Two kinds of tests, told apart by what they import: one is quick unless it, or a file of `test/`
 * that it imports, asks for a database or starts a process. Nobody keeps a list, and no folder has
 * to be split; should the rule ever miss something, `quick-setup.ts` fails the test.
 */
export interface SortedTests {
  readonly quick: readonly string[];
  /** Those that need Postgres or processes of their own. */
  readonly whole: readonly string[];
}

const root = resolve(import.meta.dirname, '../..');
const needsMore = /createTestDatabase\(|'node:child_process'|startEmbeddedPostgres|createSandbox/;
const imports = /(?:from|import) '(#test\/[^']+|\.[^']+)'/g;

/** Paths from the project's root. */
export function sortTests(): SortedTests {
  const answers = new Map<string, boolean>();
  const paths = globSync('test/**/*.test.ts', {
    cwd: root,
    // A bench installs packages of its own beside it.
    exclude: ['**/node_modules/**'],
  }).toSorted();
  return {
    quick: paths.filter((path) => isQuick(path, answers)),
    whole: paths.filter((path) => !isQuick(path, answers)),
  };
}

function isQuick(path: string, answers: Map<string, boolean>): boolean {
  const known = answers.get(path);
  if (known !== undefined) return known;
  // Files that import each other are judged by the rest of what they import.
  answers.set(path, true);
  // It only names what the others ask for.
  if (path === 'test/support/quick-tests.ts') return true;
  const text = readFileSync(join(root, path), 'utf8');
  const answer =
    !needsMore.test(text) && importsOf(path, text).every((each) => isQuick(each, answers));
  answers.set(path, answer);
  return answer;
}

/** What a file imports of `test/`; shipped code starts nothing by being imported. */
function importsOf(path: string, text: string): readonly string[] {
  return [...text.matchAll(imports)]
    .map(([, specifier = '']) =>
      specifier.startsWith('#test/')
        ? `${specifier.replace('#test/', 'test/support/')}.ts`
        : join(path, '..', specifier),
    )
    .filter((each) => each.startsWith('test/') && existsSync(join(root, each)));
}

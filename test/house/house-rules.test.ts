import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

interface Manifest {
  readonly engines: { readonly node: string };
  readonly scripts: Readonly<Record<string, string>>;
}

interface Source {
  readonly path: string;
  readonly text: string;
}

function sources(patterns: readonly string[]): Source[] {
  const paths = globSync([...patterns], {
    cwd: root,
    exclude: ['**/generated/**', 'client/dist/**', '**/node_modules/**'],
  });
  return paths.map((path) => ({ path, text: readFileSync(resolve(root, path), 'utf8') }));
}

/** Comments may speak of what code must not do. */
function codeOf(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
}

const rawTimeOrChance =
  /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bsetTimeout\(|\bsetInterval\(|\bsetImmediate\(|\bperformance\.now\(|\bhrtime\b/;

/** Where a test lets time pass all the same, and why. */
const pauses: Readonly<Record<string, string>> = {
  'test/client/watch.test.ts':
    'what must not happen is given the time of fifteen pings to happen in',
  'test/faults/programs/nginx.test.ts': 'a load balancer looks for readiness at a pace',
  'test/docs/commands.test.ts': 'an example that shows nothing is given up',
  'test/faults/all-together.test.ts': 'faults last a while, and a writer has a pace',
  'test/faults/live.test.ts': 'a writer has a pace',
  'test/faults/webhooks.test.ts': 'a writer has a pace',
  'test/webhooks/nodes.test.ts': 'a receiver is slow',
};

const platformFiles = ['client/src/platform.ts', 'src/web/shared/platform.ts'];

describe('the house', () => {
  it('takes time and chance as arguments: only std, and one file each of the client and the pages, touch the platform for them', () => {
    const shipped = sources(['src/**/*.{ts,tsx}', 'schema/**/*.ts', 'client/src/**/*.ts']);
    const offenders = shipped
      .filter(({ path }) => !path.startsWith('src/std/') && !platformFiles.includes(path))
      .filter(({ text }) => rawTimeOrChance.test(codeOf(text)));
    expect(offenders.map(({ path }) => path)).toEqual([]);
  });

  it('says in one voice which Node it needs', () => {
    const text = (path: string) => readFileSync(resolve(root, path), 'utf8');
    const { engines, scripts } = JSON.parse(text('package.json')) as Manifest;
    const [, major, minor] = /^>=(\d+)\.(\d+)$/.exec(engines.node) ?? [];
    const least = `${major}.${minor}`;
    expect(text('src/std/require-node.cjs')).toContain(`major < ${major}`);
    expect(text('src/std/require-node.cjs')).toContain(`minor < ${minor}`);
    for (const path of ['src/std/require-node.cjs', 'README.md', '.ci/run']) {
      expect(text(path)).toContain(`Node ${least} or later`);
    }
    const images = [...text('Dockerfile').matchAll(/^FROM node:(\d+)/gm)].map(([, tag]) =>
      Number(tag),
    );
    expect(images.length).toBeGreaterThan(0);
    for (const image of images) expect(image).toBeGreaterThan(Number(major));
    // npm's shell would keep signals from what it waits for.
    for (const [name, command] of Object.entries(scripts)) {
      const isLast = /(^|&& )node [^&|>]*$/.test(command);
      expect({ name, isLast }).toEqual({ name, isLast: false });
    }
  });

  it('keeps files short enough to be read at once', () => {
    const long = sources([
      'src/**/*.{ts,tsx,css}',
      'schema/**/*.ts',
      'migrations/**/*.ts',
      'client/**/*.ts',
    ])
      // A language is one file, which is looked up and not read.
      .filter(({ path }) => !/^src\/web\/\w+\/texts\//.test(path))
      .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
      .filter(({ lines }) => lines > 300);
    expect(long).toEqual([]);
  });

  it('keeps SQL and HTTP out of the schema (G1)', () => {
    const offenders = sources(['schema/**/*.ts']).filter(({ text }) =>
      /from 'kysely'|\bsql`|\bfetch\(|selectFrom|insertInto|from 'undici'/.test(codeOf(text)),
    );
    expect(offenders.map(({ path }) => path)).toEqual([]);
  });

  it('records no download address in a lock file', () => {
    const locks = sources(['package-lock.json', 'test/bench/**/package-lock.json']);
    expect(locks.length).toBeGreaterThan(0);
    for (const { text } of locks) expect(text).not.toMatch(/"resolved": *"https?:/);
  });

  it('waits in its tests for facts, and holds none of them to the clock of the wall', () => {
    const tests = sources(['test/**/*.test.ts']).filter(
      ({ path }) => !path.startsWith('test/house/'),
    );
    const pausing = tests.filter(({ text }) =>
      /systemClock\.sleep\(|\bsetTimeout\(/.test(codeOf(text)),
    );
    expect(pausing.map(({ path }) => path).toSorted()).toEqual(Object.keys(pauses).toSorted());
    const timing = tests.filter(({ text }) =>
      /(performance\.now|\bmonotonicMs|Date\.now)\(\) - \w+\)\.toBeLess/.test(codeOf(text)),
    );
    expect(timing.map(({ path }) => path)).toEqual([]);
  });
});

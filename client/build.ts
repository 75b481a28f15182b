import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/**
 * Builds the package to `client/dist`, the folder that is packed and published: the source compiled
 * twice, to ECMAScript modules and to CommonJS, each with its types, and a package.json whose
 * exports lead to them. In this repository the package is used from its source.
 */
const home = import.meta.dirname;
const dist = join(home, 'dist');
const tsc = resolve(home, '../node_modules/typescript/bin/tsc');

/** Each kind of module with what the compiler is told beyond `tsconfig.build.json`. */
const kinds = {
  esm: { type: 'module', options: [] },
  cjs: {
    type: 'commonjs',
    options: [
      ...['--module', 'commonjs', '--moduleResolution', 'bundler'],
      ...['--verbatimModuleSyntax', 'false'],
    ],
  },
} as const;

interface Manifest {
  readonly private?: boolean;
  readonly exports: Readonly<Record<string, string>>;
}

function build(): void {
  rmSync(dist, { recursive: true, force: true });
  for (const [kind, { type, options }] of Object.entries(kinds)) {
    const outDir = join(dist, kind);
    const project = join(home, 'tsconfig.build.json');
    const args = [tsc, '--project', project, '--outDir', outDir, ...options];
    execFileSync(process.execPath, args, { stdio: 'inherit' });
    nameFilesAsTheyAreCalled(outDir);
    write(join(outDir, 'package.json'), { type });
  }
  const source = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as Manifest;
  const { private: _, exports, ...manifest } = source;
  write(join(dist, 'package.json'), {
    ...manifest,
    main: './cjs/index.js',
    types: './cjs/index.d.ts',
    exports: {
      ...Object.fromEntries(Object.entries(exports).map(([name, path]) => [name, twice(path)])),
      './package.json': './package.json',
    },
  });
  cpSync(join(home, 'README.md'), join(dist, 'README.md'));
  cpSync(resolve(home, '../LICENSE'), join(dist, 'LICENSE'));
}

/** The compiler renames what code imports, and leaves what types import. */
function nameFilesAsTheyAreCalled(folder: string): void {
  for (const name of globSync('**/*.d.ts', { cwd: folder })) {
    const path = join(folder, name);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace(/((?:from |import\()['"]\.[^'"]*)\.ts(['"])/g, '$1.js$2'));
  }
}

function twice(source: string) {
  const name = source.replace('./src/', '').replace(/\.ts$/, '');
  const of = (kind: keyof typeof kinds) => ({
    types: `./${kind}/${name}.d.ts`,
    default: `./${kind}/${name}.js`,
  });
  return { import: of('esm'), require: of('cjs') };
}

function write(path: string, value: object): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
}

build();

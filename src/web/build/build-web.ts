import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { build } from 'vite';
import { builtDirectory, pageEntries } from '#web/serve/built-web.ts';
import { sourceHash } from './source-hash.ts';

const webSource = resolve(import.meta.dirname, '..');
/** Holds the hash of the source of the build beside it. */
const stampName = 'built-from';

/** The browsers of the last three years: what is newer is translated. */
const browsers = ['es2022', 'chrome109', 'firefox115', 'safari16'];

/** Builds the pages anew, unless what is there was built of the same source. */
export async function buildWhenNeeded(): Promise<'built' | 'current'> {
  const stamp = await readFile(join(builtDirectory, stampName), 'utf8').catch(() => null);
  const hash = await sourceHash();
  if (stamp === hash) return 'current';
  await buildWeb(hash);
  return 'built';
}

/** Builds beside and then renames, so that nobody reads half a build. */
async function buildWeb(hash: string): Promise<void> {
  const beside = `${builtDirectory}.${process.pid}`;
  await rm(beside, { recursive: true, force: true });
  await mkdir(dirname(beside), { recursive: true });
  await build(viteConfig(beside));
  await compress(join(beside, 'assets'));
  await writeFile(join(beside, stampName), hash);
  const before = `${beside}.before`;
  await rename(builtDirectory, before).catch(() => {});
  await rename(beside, builtDirectory);
  await rm(before, { recursive: true, force: true });
}

function viteConfig(outDir: string) {
  const entries = Object.entries(pageEntries);
  return {
    root: webSource,
    configFile: false as const,
    logLevel: 'warn' as const,
    // Files name each other by where they lie, so that they may be served below any path.
    base: './',
    oxc: { jsx: { runtime: 'automatic' as const, importSource: 'preact' } },
    resolve: { alias: preactForReact },
    build: {
      outDir,
      emptyOutDir: true,
      target: browsers,
      manifest: 'manifest.json',
      assetsInlineLimit: 0,
      modulePreload: false as const,
      rolldownOptions: {
        input: Object.fromEntries(entries.map(([name, path]) => [name, join(webSource, path)])),
        output: {
          entryFileNames: 'assets/[name]-[hash].js',
          chunkFileNames: 'assets/[name]-[hash].js',
          assetFileNames: 'assets/[name]-[hash][extname]',
        },
      },
    },
  };
}

/** What is written for React, such as hooks that applications use too, runs on Preact here. */
const preactForReact = [
  { find: /^react$/, replacement: 'preact/compat' },
  { find: /^react-dom$/, replacement: 'preact/compat' },
  { find: /^react-dom\/client$/, replacement: 'preact/compat/client' },
  { find: /^react\/jsx-runtime$/, replacement: 'preact/jsx-runtime' },
];

/** Once at build time, as well as it goes, instead of at each request. */
async function compress(directory: string): Promise<void> {
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
  for (const name of await readdir(directory)) {
    const path = join(directory, name);
    const bytes = await readFile(path);
    await writeFile(`${path}.gz`, await promisify(gzip)(bytes, { level: 9 }));
    await writeFile(`${path}.br`, await promisify(brotliCompress)(bytes, quality));
  }
}

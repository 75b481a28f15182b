import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { builtDirectory, type PageName, pageEntries } from './built-web.ts';

/** A file as it is sent: its name holds the hash of its content, so it never changes. */
export interface BuiltFile {
  readonly contentType: string;
  /** By content coding; `identity` is the file itself. */
  readonly bodies: Readonly<Record<'identity' | 'gzip' | 'br', Buffer>>;
}

/** What a page's HTML has to name, as paths below the directory of the build. */
export interface BuiltPage {
  readonly script: string;
  readonly styles: readonly string[];
  readonly icon: string | null;
  /** What the script imports at once, to be fetched along with it. */
  readonly imports: readonly string[];
  /** The module of texts of each language, by its code; one of them is needed at once. */
  readonly languages: ReadonlyMap<string, string>;
}

export interface BuiltWeb {
  readonly pages: Readonly<Record<PageName, BuiltPage>>;
  /** By path, like `assets/main-B3xk2.js`. */
  readonly files: ReadonlyMap<string, BuiltFile>;
  /** The paths of the files that only the console needs. */
  readonly consoleFiles: ReadonlySet<string>;
}

interface Chunk {
  readonly file: string;
  readonly css?: readonly string[];
  readonly imports?: readonly string[];
  readonly dynamicImports?: readonly string[];
}

/** What Vite tells of a build: by path of the source, below `src/web/`. */
type Manifest = Readonly<Record<string, Chunk>>;

const contentTypes: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Reads what was built, whole, into memory; null where nothing was. */
export async function readBuiltWeb(directory = builtDirectory): Promise<BuiltWeb | null> {
  const text = await readFile(join(directory, 'manifest.json'), 'utf8').catch(() => null);
  if (text === null) return null;
  const manifest = JSON.parse(text) as Manifest;
  const names = new Set(Object.values(manifest).flatMap(({ file, css = [] }) => [file, ...css]));
  const files = new Map<string, BuiltFile>();
  for (const name of names) files.set(name, await readBuiltFile(directory, name));
  const ofLink = reachableFrom(manifest, pageEntries.link);
  const ofConsole = [...reachableFrom(manifest, pageEntries.console)];
  return {
    pages: { link: pageOf(manifest, 'link'), console: pageOf(manifest, 'console') },
    files,
    consoleFiles: new Set(ofConsole.filter((path) => !ofLink.has(path))),
  };
}

/** All files that a page may come to need. */
function reachableFrom(manifest: Manifest, entry: string): ReadonlySet<string> {
  const keys = new Set<string>();
  const visit = (key: string): void => {
    if (keys.has(key)) return;
    keys.add(key);
    const { imports = [], dynamicImports = [] } = manifest[key] ?? { file: '' };
    for (const each of [...imports, ...dynamicImports]) visit(each);
  };
  visit(entry);
  const chunks = [...keys].flatMap((key) => manifest[key] ?? []);
  return new Set(chunks.flatMap(({ file, css = [] }) => [file, ...css]));
}

async function readBuiltFile(directory: string, name: string): Promise<BuiltFile> {
  const contentType = contentTypes[extname(name)];
  if (!contentType) throw new Error(`the build holds a file of a type that is not served: ${name}`);
  const [identity, gzip, br] = await Promise.all(
    ['', '.gz', '.br'].map((ending) => readFile(join(directory, name + ending))),
  );
  if (!identity || !gzip || !br) throw new Error(`the build lacks a form of ${name}`);
  return { contentType, bodies: { identity, gzip, br } };
}

function pageOf(manifest: Manifest, name: PageName): BuiltPage {
  const entry = manifest[pageEntries[name]];
  if (!entry) throw new Error(`the build lacks the page "${name}"`);
  // What a module imports stands before it: its styles are to be the later ones.
  const importsOf = ({ imports = [] }: Chunk): Chunk[] =>
    imports.flatMap((key) => {
      const chunk = manifest[key];
      return chunk ? [...importsOf(chunk), chunk] : [];
    });
  const imports = importsOf(entry);
  const pattern = new RegExp(`^${name}/texts/([a-z]{2})\\.ts$`);
  const languages = Object.entries(manifest).flatMap(([path, { file }]) => {
    const code = pattern.exec(path)?.[1];
    return code ? [[code, file] as const] : [];
  });
  return {
    script: entry.file,
    styles: [...new Set([...imports, entry].flatMap(({ css = [] }) => css))],
    icon: manifest['shared/icon.svg']?.file ?? null,
    imports: [...new Set(imports.map(({ file }) => file))],
    languages: new Map(languages),
  };
}

import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** Builds the client package and packs it as npm publishes it, into a folder. Returns the file. */
export function packClient(folder: string): string {
  if (!isBuilt()) {
    execFileSync(process.execPath, [join(root, 'client/build.ts')], { stdio: 'inherit' });
  }
  const packed = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: join(root, 'client/dist'),
    encoding: 'utf8',
  });
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
  return join(folder, filename);
}

/**
 * Makes an empty folder a project that has the packed client, and others of the packages that are
 * installed here. Nothing is fetched.
 */
export function installClient(project: string, others: readonly string[]): void {
  const home = join(project, 'node_modules/glucose-gateway-client');
  mkdirSync(home, { recursive: true });
  execFileSync('tar', ['-xzf', packClient(project), '-C', home, '--strip-components=1']);
  for (const name of others) {
    const path = join(project, 'node_modules', name);
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), path);
  }
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
}

/** Whether the build that is there is younger than all that it is made of. */
function isBuilt(): boolean {
  const timeOf = (path: string) =>
    statSync(join(root, 'client', path), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = globSync(['src/**', '*.*'], { cwd: join(root, 'client') });
  return Math.max(...sources.map(timeOf)) < timeOf('dist/package.json');
}

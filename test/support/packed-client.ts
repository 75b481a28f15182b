import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** Builds the client package and packs it as npm publishes it, into a folder. Returns the file. */
export function packClient(folder: string): string {
  execFileSync(process.execPath, [join(root, 'client/build.ts')], { stdio: 'inherit' });
  const packed = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: join(root, 'client/dist'),
    encoding: 'utf8',
  });
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
  return join(folder, filename);
}

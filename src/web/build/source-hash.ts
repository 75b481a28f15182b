import { createHash } from 'node:crypto';
import { glob, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

const projectRoot = resolve(import.meta.dirname, '../../..');

/**
 * All that a build depends on: the source of the pages and of the client that they use, and the
 * versions of what builds them.
 */
const sourcePatterns = ['src/web/**/*.*', 'client/src/**/*.*', 'package-lock.json'];

/** The hash of everything that a build is made of, as hex. */
export async function sourceHash(): Promise<string> {
  const paths: string[] = [];
  for await (const path of glob(sourcePatterns, { cwd: projectRoot })) paths.push(path);
  const hash = createHash('sha256');
  for (const path of paths.toSorted()) {
    hash.update(`${path}\0`).update(await readFile(join(projectRoot, path)));
  }
  return hash.digest('hex');
}

import { randomBytes } from 'node:crypto';
import { lstat, readFile } from 'node:fs/promises';

export async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

/** The text of a file, or null when there is none. */
export async function findText(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw error;
  }
}

/** Where this process makes what is to be renamed to `path` once it is whole. */
export function newPath(path: string): string {
  return `${path}.new-${process.pid}-${randomBytes(4).toString('hex')}`;
}

/** The process that is, or was, making a file of such a name; null for other names. */
export function findMakerPid(name: string): number | null {
  const pid = /\.new-(\d+)-[0-9a-f]+$/.exec(name)?.[1];
  return pid === undefined ? null : Number(pid);
}

import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Makes the folder, or throws an Error that says in one sentence why nothing can be kept in it. */
export async function prepareDataFolder(path: string): Promise<void> {
  const probe = join(path, '.probe');
  try {
    await mkdir(path, { recursive: true });
    await writeFile(probe, '');
    await rm(probe);
  } catch (error) {
    const whatToDo = 'let this account write there, or start in a folder where it may';
    throw new Error(`the folder ${path} cannot be written: ${whatToDo}`, { cause: error });
  }
}

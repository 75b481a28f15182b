import { link, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findText, isThere, newPath } from './files.ts';

/**
 * The requested directory (the home) and the place where its data lies refer to each other. A pointer
 * is followed while both agree; a disagreement shows that the home was copied, moved or emptied.
 */
const pointerName = 'place.json';
/** In the place: the path of its home. */
const homeName = 'home';

interface Pointer {
  readonly place: string;
  /** The directory that this pointer was written into, which a copied or moved one is not. */
  readonly home: string;
}

export async function hasPointer(home: string): Promise<boolean> {
  return isThere(join(home, pointerName));
}

/** The home of the data in a place; null for a directory that is no place. */
export function findHome(place: string): Promise<string | null> {
  return findText(join(place, homeName));
}

/** The place to which a home points, or null when it has none of its own. */
export async function findKeptPlace(home: string): Promise<string | null> {
  const pointer = await findPointer(home);
  if (pointer === null || !(await isThere(pointer.place))) return null;
  if (pointer.home === home) return pointer.place;
  // A copied home gets a place of its own; a moved home keeps its place.
  const original = await findPointer(pointer.home);
  if (original?.place === pointer.place) return null;
  await writeFile(join(pointer.place, homeName), home);
  await writePointer(home, pointer.place);
  return pointer.place;
}

async function findPointer(home: string): Promise<Pointer | null> {
  try {
    const text = await findText(join(home, pointerName));
    const pointer = JSON.parse(text ?? 'null') as Partial<Pointer> | null;
    if (typeof pointer?.place !== 'string' || typeof pointer.home !== 'string') return null;
    return { place: pointer.place, home: pointer.home };
  } catch {
    return null;
  }
}

async function writePointer(home: string, place: string): Promise<void> {
  const file = join(home, pointerName);
  const beside = newPath(file);
  await writeFile(beside, textOf({ place, home }));
  await rename(beside, file);
}

function textOf(pointer: Pointer): string {
  return `${JSON.stringify(pointer)}\n`;
}

/** Of several starts at the same time, the first pointer written counts for all. */
export async function settlePointer(home: string, made: string): Promise<string> {
  await writeFile(join(made, homeName), home);
  const file = join(home, pointerName);
  const beside = newPath(file);
  await writeFile(beside, textOf({ place: made, home }));
  try {
    await link(beside, file);
    await rm(beside);
    return made;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const kept = await findKeptPlace(home);
  if (kept === null) await rename(beside, file);
  else await rm(beside);
  return kept ?? made;
}

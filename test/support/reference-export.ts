import { resolve } from 'node:path';

/**
 * A wearer's real export, and what the R package iglu says of it, are no part of the project. Where
 * they lie says REFERENCE_EXPORT_DIR, from the project's root; without it, what compares with them
 * is not asked for, and with it, files that are missing are a failure.
 */
export interface ReferenceExport {
  /** As Clarity exports it: 2,148 readings. */
  readonly csvPath: string;
  readonly expectedPath: string;
}

export function findReferenceExport(): ReferenceExport | null {
  const folder = process.env.REFERENCE_EXPORT_DIR;
  if (!folder) return null;
  const path = resolve(import.meta.dirname, '../..', folder);
  return {
    csvPath: resolve(path, 'dexcom-g6-clarity-export.csv'),
    expectedPath: resolve(path, 'dexcom-g6-expected.json'),
  };
}

import { resolve } from 'node:path';

/** Where a build leaves its files, outside git. */
export const builtDirectory = resolve(import.meta.dirname, '../../../dist/web');

/** Every page, with the module that it starts with, under `src/web/`. */
export const pageEntries = { link: 'link/main.tsx', console: 'console/main.tsx' } as const;
export type PageName = keyof typeof pageEntries;

import { readFileSync } from 'node:fs';

const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');

/** The version of this gateway, as its package says. */
export const version: string = JSON.parse(manifest).version;

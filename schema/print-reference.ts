import { readFileSync } from 'node:fs';
import { buildSchema } from 'graphql';
import { referenceText } from './reference.ts';

/** Prints what is committed as `schema/REFERENCE.md`. */
const contract = readFileSync(new URL('schema.graphql', import.meta.url), 'utf8');
process.stdout.write(referenceText(buildSchema(contract)));

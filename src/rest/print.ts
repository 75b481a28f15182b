import { documentText } from './document.ts';
import { eventSchemaText } from './event-schema.ts';

/** Prints what is committed: the OpenAPI document, or with `events` the schema of payloads. */
const text = process.argv[2] === 'events' ? eventSchemaText() : documentText();
process.stdout.write(text);

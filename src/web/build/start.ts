import { builtDirectory } from '#web/serve/built-web.ts';
import { buildWhenNeeded } from './build-web.ts';

/** `npm run build:web`: builds the pages, unless they are built of this very source. */
const outcome = await buildWhenNeeded();
const sentence = { built: 'The pages were built', current: 'The pages are built already' }[outcome];
process.stdout.write(`${sentence}: ${builtDirectory}\n`);

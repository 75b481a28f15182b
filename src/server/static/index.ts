/**
 * Files for browsers: pages and what belongs to them, in the coding that the browser takes best,
 * kept for ever where their name holds the hash of their content. What the files are, and which
 * headers a page needs, is told to the server by whoever makes them.
 */
export { answerOf, createPageHandler, type PageHandler } from './answer-page.ts';
export type { PageFile, Pages } from './page-file.ts';

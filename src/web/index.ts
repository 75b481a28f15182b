/**
 * The pages that people open in a browser. Their source stands in `link/`, `console/` and `shared/`, speaks
 * GraphQL only, and is built to files with hashed names (`build/`); `serve/` is for the server: it
 * reads what was built, and writes the few lines of HTML around it.
 */
export { consoleHtml } from './serve/console-html.ts';
export { consoleOperations } from './serve/console-operations.ts';
export { languageFor, linkHtml } from './serve/link-html.ts';
export { linkOperations } from './serve/link-operations.ts';
export { type BuiltWeb, readBuiltWeb } from './serve/read-built-web.ts';

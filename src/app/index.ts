/**
 * The composition root, the only room that sees all others. `app` builds all parts in the order in
 * which data flows, starts them in that order and stops them in reverse. `api` makes the API server
 * with the schema, `metrics` and `traces` publish what the parts report, `maintenance` lists the
 * periodic tasks, and `commands` are those of the command line.
 */
export { type App, createApp } from './app.ts';
export type { SandboxConsole } from './console.ts';

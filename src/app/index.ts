/**
 * The composition root. `app.ts` builds every part in the order in which data flows, starts them
 * in that order and stops them in the other; `api` mounts the schema on the server, `metrics` and
 * `traces` tell what the parts report, `maintenance` names what must be done now and then, and
 * `commands` are those of the command line. Nothing else sees all rooms.
 */
export { type App, createApp } from './app.ts';

/**
 * A Postgres of our own, from the binaries of an npm package. `place` decides where its files
 * live, `binaries` and `account` as whom they run, `cluster` makes the data directory, `process`
 * starts and stops programs, `server` adopts or starts the server. Promises: a server that
 * outlived its parent is adopted, and a half-made data directory is never used.
 */
export { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts';

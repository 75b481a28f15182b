/**
 * A Postgres server of our own, from the binaries of npm packages, for the sandbox and tests. `place`
 * decides where its files lie (`pointer` finds them again) and under which `account` it runs,
 * `binaries` finds the programs, `cluster` makes the data directory, `server` starts one process,
 * `process` finds and stops one, and `embedded-postgres` supervises it. Promises: a server that
 * outlived its parent is stopped before a new one starts on the same data, no two processes use the
 * same data, and a half-made data directory is never used.
 */
export { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts';

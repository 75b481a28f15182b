/**
 * Postgres: sessions and transactions (`database`, `in-transaction`), statements that are
 * prepared once (`prepare`, `packed-rows`), the clock that all nodes share, LISTEN, and
 * migrations. `embedded/` runs a server of our own where none is given. The only user of `pg`.
 */
export { type DatabaseHandle, openDatabase } from './database.ts';
export { createDatabaseClock } from './database-clock.ts';
export { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded/index.ts';
export { isDatabaseUnavailable, isUniqueViolation } from './error-codes.ts';
export { forEachInteger } from './for-each-integer.ts';
export { inTransaction } from './in-transaction.ts';
export { createListener } from './listener.ts';
export { findSchemaMismatch, migrateToLatest } from './migrations.ts';
export {
  givenColumn,
  instantColumn,
  integerColumn,
  jsonColumn,
  mappedColumn,
  nullableInstantColumn,
  nullableIntegerColumn,
  type PackedPage,
  type PackedRows,
  packedRows,
  preparePacked,
  type ReadPage,
  wordColumn,
} from './packed-rows.ts';
export { type Prepared, prepare } from './prepare.ts';
export type { Database, Db } from './tables.ts';

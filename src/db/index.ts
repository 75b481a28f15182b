/**
 * Postgres. `database` opens sessions with limits, `in-transaction` and `abortable` scope work,
 * `prepare` and `packed-rows` make frequent reads cheap, `tables` types the schema that `migrations`
 * applies, `database-clock` is the time that all nodes share, and `listener` hears NOTIFY.
 * `embedded/` runs a server of our own where none is given. Promises: nothing waits without a limit,
 * and no other room uses `pg`.
 */
export { findConnectAdvice } from './connect-advice.ts';
export { type DatabaseHandle, openDatabase } from './database.ts';
export { createDatabaseClock } from './database-clock.ts';
export { findDatabaseProblem } from './database-problem.ts';
export { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded/index.ts';
export {
  isDatabaseDown,
  isDatabaseUnavailable,
  isNodeDown,
  isNotSupported,
  isUniqueViolation,
} from './error-codes.ts';
export { forEachInteger } from './for-each-integer.ts';
export { inTransaction } from './in-transaction.ts';
export { createListener } from './listener.ts';
export { findSchemaMismatch, findSchemaState, migrateToLatest } from './migrations.ts';
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
export { executePrepared, type Prepared, prepare } from './prepare.ts';
export { sealedKeyOf } from './sealed-key.ts';
export { type SqlText, sqlText } from './sql-text.ts';
export type { Database, Db } from './tables.ts';

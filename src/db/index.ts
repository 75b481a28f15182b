export {
  type DatabaseHandle,
  type DatabaseOptions,
  type Db,
  openDatabase,
  type PoolStats,
} from './database.ts';
export {
  createDatabaseClock,
  type DatabaseClock,
  type DatabaseClockOptions,
} from './database-clock.ts';
export { DatabaseError, type DatabaseFailure } from './database-error.ts';
export {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from './embedded-postgres.ts';
export { isDatabaseUnavailable, isUniqueViolation } from './error-codes.ts';
export { forEachInteger } from './for-each-integer.ts';
export { inTransaction } from './in-transaction.ts';
export { createListener, type ListenerOptions } from './listener.ts';
export { findSchemaMismatch, migrateToLatest, type SchemaMismatch } from './migrations.ts';
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
export type { Database } from './tables.ts';

import { type Db, findConnectAdvice, findDatabaseProblem, findSchemaMismatch } from '#db';
import { SealedBoxError } from '#std/sealed-box';

/** Throws an Error that says in one sentence why this version cannot work with a database yet. */
export async function checkDatabase(db: Db): Promise<void> {
  const problem = await findDatabaseProblem(db);
  if (problem) throw new Error(problem);
  const mismatch = await findSchemaMismatch(db);
  if (mismatch) throw new Error(schemaAdvice[mismatch]);
}

const schemaAdvice = {
  absent: 'the database is empty: run "npm run gateway -- migrate" first',
  older: 'the database is older than this gateway: run "npm run gateway -- migrate" first',
  newer: 'the database is newer than this gateway: run a newer version of it',
} as const;

/** Work at the start of a program: where the database or the keys are not right, it says what to do. */
export async function withStartAdvice<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const advice =
      error instanceof SealedBoxError && error.failure !== 'unsure'
        ? keyAdvice[error.failure]
        : findConnectAdvice(error);
    throw advice === null ? error : new Error(advice, { cause: error });
  }
}

const keyAdvice = {
  'unknown-key':
    'ENCRYPTION_KEYS lacks the key that sealed the secrets of this database: add it, after the one ' +
    'that is to seal from now on',
  damaged:
    'ENCRYPTION_KEYS holds another key under the id of the one that sealed the secrets of this ' +
    'database: give the one of before under that id, and a new one under an id of its own',
} as const;

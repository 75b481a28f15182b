import { Client } from 'pg';
import { inject, onTestFinished } from 'vitest';

/**
 * Waits for the tests of other files that asked for the same, and makes those that come wait until
 * this test is over: a standby on the same machine cannot follow a server that makes a tablespace,
 * whose folder would be that of both.
 */
export async function takeServerAlone(): Promise<void> {
  const client = new Client({ connectionString: inject('testServer').url });
  await client.connect();
  onTestFinished(() => client.end());
  await client.query('select pg_advisory_lock(1)');
}

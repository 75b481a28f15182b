import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { TestProject } from 'vitest/node';
import { migrateToLatest, openDatabase, startEmbeddedPostgres } from '#db';
import { systemClock } from '#std/clock';
import { createLog } from '#std/log';
import type { Worker } from '#test/citus-database';
import { dataPlace } from '#test/data-place';

/**
 * One Postgres for the whole run, and in it a migrated template that each test file clones. With
 * TEST_DATABASE_URL (of a role that may create databases) the run uses that server instead.
 */
export interface TestServer {
  /** A database of the server from which others are created. */
  readonly url: string;
  readonly templateName: string;
  /** Of a cluster, where each test makes a cluster of its own. */
  readonly workers?: readonly Worker[];
}

declare module 'vitest' {
  interface ProvidedContext {
    testServer: TestServer;
  }
}

const log = createLog('error');

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_URL;
  const server = given ? { url: given, stop: async () => {} } : await startServer();
  const templateName = `gateway_template_${randomBytes(6).toString('hex')}`;
  try {
    await execute(server.url, `create database ${templateName}`);
    const templateUrl = new URL(server.url);
    templateUrl.pathname = `/${templateName}`;
    await migrateToLatest(templateUrl.href, log);
  } catch (error) {
    await server.stop();
    throw error;
  }
  project.provide('testServer', { url: server.url, templateName });
  return async () => {
    await execute(server.url, `drop database ${templateName} with (force)`);
    await server.stop();
  };
}

async function startServer() {
  const directory = await mkdtemp(join(dataPlace(), 'gateway-test-'));
  // As root, the server runs under another account, which must come to its data.
  await chmod(directory, 0o755);
  const leash = holdOnLeash(directory);
  try {
    const { url, place, stop } = await startEmbeddedPostgres({
      dataDirectory: directory,
      isDurable: false,
      log,
      clock: systemClock,
    });
    return {
      url,
      async stop() {
        await stop();
        leash.kill('SIGKILL');
        await rm(place, { recursive: true, force: true });
        await rm(directory, { recursive: true, force: true });
      },
    };
  } catch (error) {
    leash.stdin.end();
    throw error;
  }
}

/**
 * However this process ends, killed included, the server and its files go with it: a shell waits
 * for our end of a pipe to close. The files may lie elsewhere, where `place.json` says.
 */
function holdOnLeash(directory: string) {
  const script = `
    read _
    place=$(sed -n 's/.*"place":"\\([^"]*\\)".*/\\1/p' "$0/place.json")
    kill -QUIT "$(head -n 1 "\${place:-$0}/cluster/data/postmaster.pid")" && sleep 1
    rm -rf "$0" "\${place:-$0}"`;
  const leash = spawn('/bin/sh', ['-c', script, directory], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  leash.unref();
  return leash;
}

async function execute(url: string, statement: string): Promise<void> {
  const handle = openDatabase({ url, poolMax: 1, applicationName: 'test setup', log });
  try {
    await sql.raw(statement).execute(handle.db);
  } finally {
    await handle.close();
  }
}

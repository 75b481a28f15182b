import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '#db';
import { commands } from '#src/app/commands.ts';
import { silentLog } from '#std/log';
import type { SealingKey } from '#std/sealed-box';
import { eventually } from '#test/eventually';
import { sealFormOne } from '#test/form-one-box';
import { ask as askNode, linkThroughApi, startGateway, type TestGateway } from '#test/gateway';
import { makeOlder, startEarlierNode } from '#test/older-deployment';

/** The order by which an operator moves a deployment to another key or to another form of boxes. */
const newKey = (id: string): SealingKey => ({ id, key: randomBytes(32) });
const account = { username: 'the-account-name', password: 'the-account-password' };

async function setup(keys: readonly SealingKey[]) {
  const gateway = await startGateway({ config: { encryptionKeys: [...keys] } });
  onTestFinished(() => gateway.close());
  gateway.simulator.addAccount(account);
  await linkThroughApi(gateway, account, 'the-person');
  const reseal = async (given: readonly SealingKey[]) =>
    commands.reseal?.({ databaseUrl: gateway.databaseUrl, encryptionKeys: [...given] }, [], {});
  return { ...gateway, reseal };
}

/** Two nodes over a deployment of version 0.1, as they find it. */
async function setupOlder(key: SealingKey) {
  const gateway = await setup([key]);
  await gateway.app.stop();
  await makeOlder(gateway.db, key);
  const nodes = [await gateway.startNode(), await gateway.startNode()].map((node) => {
    const url = `http://127.0.0.1:${node.port()}/graphql`;
    const ask = <Data>(query: string, variables: object = {}, key?: string | null) =>
      askNode<Data>(url, key === undefined ? gateway.apiKey : key, query, variables);
    return { ask };
  });
  const [first, second] = nodes;
  if (!first || !second) throw new Error('two nodes were started');
  return { ...gateway, nodes, first, second };
}

async function newEndpoint({ ask }: Pick<TestGateway, 'ask'>): Promise<string> {
  const { createWebhookEndpoint } = await ask<{
    createWebhookEndpoint: { endpoint: { id: string } };
  }>(
    `mutation { createWebhookEndpoint(url: "http://127.0.0.1:9/a?token=in-the-address") {
      ... on CreateWebhookEndpointSuccess { endpoint { id } } } }`,
  );
  return createWebhookEndpoint.endpoint.id.replace('WebhookEndpoint:', '');
}

async function revealed({ ask }: Pick<TestGateway, 'ask'>, id: string): Promise<string> {
  const { revealWebhookSecret } = await ask<{ revealWebhookSecret: { secret: string } }>(
    `mutation ($id: ID!) {
      revealWebhookSecret(endpointId: $id) { ... on RevealWebhookSecretSuccess { secret } }
    }`,
    { id },
  );
  return revealWebhookSecret.secret;
}

/** The first byte of each box of the deployment tells its form. */
async function formsOf({ db }: Pick<TestGateway, 'db'>): Promise<number[]> {
  const { rows } = await sql<{ form: number }>`
    select distinct get_byte(box, 0) as form from (
      select hash_key_sealed as box from deployment
      union all select credentials_sealed from connections
      union all select session_sealed from connections
      union all select secret_sealed from webhook_endpoints
      union all select url_sealed from webhook_endpoints
    ) boxes where box is not null order by 1`.execute(db);
  return rows.map(({ form }) => form);
}

function spawnReseal(databaseUrl: string, keys: readonly SealingKey[]): ChildProcess {
  const root = resolve(import.meta.dirname, '../..');
  const ENCRYPTION_KEYS = keys.map(({ id, key }) => `${id}:${key.toString('base64')}`).join(',');
  const { PATH = '' } = process.env;
  const args = ['-r', resolve(root, 'src/std/require-node.cjs'), resolve(root, 'src/cli.ts')];
  return spawn(process.execPath, [...args, 'reseal'], {
    env: { PATH, DATABASE_URL: databaseUrl, ENCRYPTION_KEYS },
    stdio: 'ignore',
  });
}

describe('a deployment of version 0.1 that is updated node by node', () => {
  it('goes on sealing what nodes of that version can open, until the last has left and reseal has run', async () => {
    const key = newKey('only');
    const gateway = await setupOlder(key);
    const earlier = await startEarlierNode(gateway.databaseUrl, key);
    onTestFinished(() => earlier.leave());
    const id = await newEndpoint(gateway.first);
    const { rows } = await sql<{ url: string }>`
      select url from webhook_endpoints where id = ${id}`.execute(gateway.db);
    expect(rows).toEqual([{ url: 'http://127.0.0.1:9/a?token=in-the-address' }]);
    const other = { username: 'another-name', password: 'another-password' };
    gateway.simulator.addAccount(other);
    await linkThroughApi({ ...gateway, ask: gateway.second.ask }, other);
    const opened = await earlier.openAll();
    const grants = opened.filter((place) => place === 'connections.credentials_sealed');
    expect(grants).toHaveLength(2);
    expect(opened).toContain('webhook_endpoints.secret_sealed');
    expect(await formsOf(gateway)).toEqual([1]);
    const secret = `whsec_${randomBytes(32).toString('base64')}`;
    await earlier.sealSecret(id, secret);
    for (const node of gateway.nodes) expect(await revealed(node, id)).toBe(secret);

    await expect(gateway.reseal([key])).rejects.toThrow(/earlier version/);
    await newEndpoint(gateway.second);
    expect(await formsOf(gateway)).toEqual([1]);
    await earlier.openAll();

    await earlier.leave();
    await gateway.reseal([key]);
    await newEndpoint(gateway.first);
    expect(await formsOf(gateway)).toEqual([2]);
    for (const node of gateway.nodes) expect(await revealed(node, id)).toBe(secret);
  });

  it('moves to the new form by reseal while both nodes answer, and opens nothing of the old one then', async () => {
    const key = newKey('only');
    const gateway = await setupOlder(key);
    const ids = [await newEndpoint(gateway.first), await newEndpoint(gateway.second)];
    const secrets = await Promise.all(ids.map((id) => revealed(gateway.first, id)));
    let isOver = false;
    let answered = 0;
    const asking = (async () => {
      while (!isOver) {
        for (const node of gateway.nodes) {
          expect(await Promise.all(ids.map((id) => revealed(node, id)))).toEqual(secrets);
          answered += 1;
        }
      }
    })();
    expect(await formsOf(gateway)).toEqual([1]);
    await sql`insert into nodes (id, version, role, key_ids, sealing, started_at, seen_at)
      values (gen_random_uuid(), 'deaf', 'worker', array['only'], 'form-1', now(), now() + interval '1 hour')
      `.execute(gateway.db);
    const resealing = gateway.reseal([key]);
    // Also once all nodes but one have heard of the new form, what that one may read stays.
    await eventually(async () => {
      const { rows } = await sql`select from nodes where sealing = 'moving'`.execute(gateway.db);
      return rows.length === gateway.nodes.length;
    });
    expect(await formsOf(gateway)).toEqual([1]);
    await sql`delete from nodes where version = 'deaf'`.execute(gateway.db);
    await resealing;
    isOver = true;
    await asking;
    expect(answered).toBeGreaterThan(2);
    expect(await formsOf(gateway)).toEqual([2]);
    const { rows } = await sql<{ url: string }>`
      select url from webhook_endpoints`.execute(gateway.db);
    expect(new Set(rows.map(({ url }) => url))).toEqual(new Set(['http://127.0.0.1:9']));
    const [id = ''] = ids;
    const old = sealFormOne(key, `whsec_${randomBytes(32).toString('base64')}`, id);
    await eventually(async () => {
      await sql`update webhook_endpoints set secret_sealed = ${old}
        where id = ${id}`.execute(gateway.db);
      return revealed(gateway.second, id).then(
        () => false,
        () => true,
      );
    });
  });
});

describe('reseal', () => {
  it('changes nothing while a node does not know the key, and says which node', async () => {
    const old = newKey('old');
    const fresh = newKey('fresh');
    const gateway = await setup([old]);
    await expect(gateway.reseal([fresh, old])).rejects.toThrow(/does not know the key "fresh"/);
    expect(await revealed(gateway, await newEndpoint(gateway))).toMatch(/^whsec_/);
  });

  it('goes on where it was killed', async () => {
    const old = newKey('old');
    const fresh = newKey('fresh');
    const gateway = await setup([fresh, old]);
    const id = await newEndpoint(gateway);
    const isSealedBy = async (name: string, column: string, table: string) => {
      const { rows } = await sql<{ isIt: boolean }>`
        select position(convert_to(${name}, 'UTF8') in ${sql.ref(column)}) = 3 as "isIt"
        from ${sql.table(table)}`.execute(gateway.db);
      return rows.length > 0 && rows.every(({ isIt }) => isIt);
    };
    await gateway.reseal([old, fresh]);
    const held = openDatabase({
      url: gateway.databaseUrl,
      poolMax: 1,
      applicationName: 'test',
      log: silentLog,
    });
    onTestFinished(() => held.close());
    const command = spawnReseal(gateway.databaseUrl, [fresh, old]);
    onTestFinished(async () => void command.kill('SIGKILL'));
    await held.db.transaction().execute(async (tx) => {
      await sql`select from webhook_endpoints where id = ${id} for update`.execute(tx);
      const isHalfDone = async () => {
        // A session that idles within a transaction is ended.
        await sql`select 1`.execute(tx);
        return isSealedBy('fresh', 'credentials_sealed', 'connections');
      };
      await eventually(isHalfDone, { timeoutMs: 25_000 });
      command.kill('SIGKILL');
      await once(command, 'exit');
    });
    expect(await isSealedBy('old', 'secret_sealed', 'webhook_endpoints')).toBe(true);
    expect(await gateway.reseal([fresh, old])).toContain('0 connections, 1 endpoints');
    expect(await revealed(gateway, id)).toMatch(/^whsec_/);
  }, 60_000);

  it('takes the addresses in the audit along, is told there, and says that keys must stay', async () => {
    const gateway = await setup([newKey('new'), newKey('old')]);
    await newEndpoint(gateway);
    const keys = gateway.config.encryptionKeys;
    const sealedBy = async () => {
      const { rows } = await sql<{ id: string }>`
        select convert_from(substring(webhook_url_sealed from 3 for 3), 'UTF8') as id
        from audit_entries where webhook_url_sealed is not null`.execute(gateway.db);
      return rows.map(({ id }) => id);
    };
    expect(await sealedBy()).toEqual(['new']);
    expect(await gateway.reseal(keys.toReversed())).toMatch(/Keep the other keys/);
    expect(await sealedBy()).toEqual(['old']);
    const entriesOf = async (action: string) => {
      const { auditEntries } = await gateway.ask<{ auditEntries: { edges: { node: object }[] } }>(
        'query ($action: String!) { auditEntries(action: $action) { edges { node { actorKind webhookUrl } } } }',
        { action },
      );
      return auditEntries.edges.map(({ node }) => node);
    };
    expect(await entriesOf('webhook-endpoint.created')).toMatchObject([
      { webhookUrl: expect.stringContaining('token=in-the-address') },
    ]);
    expect(await entriesOf('secrets.resealed')).toMatchObject([{ actorKind: 'COMMAND_LINE' }]);
  });

  it('can be followed by "gateway status", which tells nodes, keys and what waits', async () => {
    const gateway = await setup([newKey('old'), newKey('fresh')]);
    await newEndpoint(gateway);
    const { databaseUrl } = gateway;
    const status = async () =>
      (await commands.status?.({ databaseUrl, encryptionKeys: null }, [], {})) ?? '';
    const before = await status();
    expect(before).toMatch(/^Schema {5}\d{4}-\S+ \(fits this version\)$/m);
    expect(before).toMatch(/^Nodes .*all.*seals with old, knows old, fresh$/m);
    expect(before).toMatch(/^Polls {6}(none is due|1 due) and unclaimed/m);
    expect(before).toMatch(/^Deliveries none is due and unclaimed$/m);
    expect(before).toMatch(
      /fresh {2}seals 0 connections, 0 endpoints, 0 audit entries, 0 notes, 0 hash keys$/m,
    );
    expect(before).toMatch(
      /old {2}seals 1 connections, 1 endpoints, 1 audit entries, 0 notes, 1 hash keys$/m,
    );
    await gateway.reseal(gateway.config.encryptionKeys.toReversed());
    expect(await status()).toMatch(
      /fresh {2}seals 1 connections, 1 endpoints, 1 audit entries, 0 notes, 1 hash keys$/m,
    );
    await sql`update webhook_endpoints set secret_sealed =
      overlay(secret_sealed placing convert_to('lost!', 'UTF8') from 3)`.execute(gateway.db);
    expect(await status()).toMatch(
      /lost! {2}seals 0 connections, 1 endpoints, 0 audit .* {2}unknown to 1 nodes$/m,
    );
    await sql`delete from kysely_migration where name >= '0012'`.execute(gateway.db);
    expect(await status()).toMatch(/older than this version: run "npm run gateway -- migrate"\)$/);
  });
});

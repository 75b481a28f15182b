import { sql } from 'kysely';
import { type Db, openDatabase } from '#db';
import { silentLog } from '#std/log';
import { type BoxPlace, createSealer, type SealingKey } from '#std/sealed-box';
import { openFormOne, sealFormOne } from '#test/form-one-box';

/** What version 0.1 had sealed, and to what it bound each. */
const columns = [
  { table: 'deployment', column: 'hash_key_sealed', contextOf: () => 'deployment/hash-key' },
  { table: 'connections', column: 'credentials_sealed', contextOf: (id: string) => id },
  { table: 'connections', column: 'session_sealed', contextOf: (id: string) => `${id}/session` },
  { table: 'webhook_endpoints', column: 'secret_sealed', contextOf: (id: string) => id },
  { table: 'webhook_endpoints', column: 'headers_sealed', contextOf: (id: string) => id },
];

/** A box of a deployment, by the places that version 0.1 knew. */
interface FoundBox {
  readonly table: string;
  readonly column: string;
  readonly id: string;
  readonly box: Buffer;
  readonly context: string;
}

async function findBoxes(db: Db): Promise<readonly FoundBox[]> {
  const found: FoundBox[] = [];
  for (const { table, column, contextOf } of columns) {
    const { rows } = await sql<{ id: string; box: Buffer }>`
      select id::text as id, ${sql.ref(column)} as box from ${sql.table(table)}
      where ${sql.ref(column)} is not null`.execute(db);
    for (const row of rows) found.push({ table, column, ...row, context: contextOf(row.id) });
  }
  return found;
}

/**
 * Makes a deployment into one as version 0.1 left it: all that is sealed is sealed in the form of
 * that version, and the database has heard of no other.
 */
export async function makeOlder(db: Db, key: SealingKey): Promise<void> {
  await sql`update deployment set sealing = 'form-1'`.execute(db);
  const sealer = createSealer([key], () => ({ sealed: 2, opensFormOne: true }));
  for (const { table, column, id, box, context } of await findBoxes(db)) {
    const row = table === 'deployment' ? 'deployment' : id;
    const place: BoxPlace = { table, column, row, formOneContext: context };
    const older = sealFormOne(key, sealer.open(box, place), context);
    await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${older}
      where id::text = ${id}`.execute(db);
  }
}

/** What a node of version 0.1 is to the others: its session, what it can open and what it seals. */
export interface EarlierNode {
  /** Opens every box of the deployment as that version did, and says whose it has opened. */
  openAll(): Promise<readonly string[]>;
  sealSecret(endpointId: string, secret: string): Promise<void>;
  leave(): Promise<void>;
}

export async function startEarlierNode(url: string, key: SealingKey): Promise<EarlierNode> {
  const applicationName = 'glucose-gateway worker';
  const { db, close } = openDatabase({ url, poolMax: 1, applicationName, log: silentLog });
  await sql`select 1`.execute(db);
  return {
    async openAll() {
      const boxes = await findBoxes(db);
      return boxes.map(({ table, column, box, context }) => {
        openFormOne(key, box, context);
        return `${table}.${column}`;
      });
    },
    async sealSecret(endpointId, secret) {
      const box = sealFormOne(key, secret, endpointId);
      await sql`update webhook_endpoints set secret_sealed = ${box}
        where id = ${endpointId}`.execute(db);
    },
    leave: close,
  };
}

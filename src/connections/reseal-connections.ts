import { sql } from 'kysely';
import type { Db } from '#db';
import { SealedBoxError, type Sealer } from '#std/sealed-box';
import { sealAccess, unsealGrant, unsealSession } from './sealed-access.ts';

const batchRows = 500;
const firstId = '00000000-0000-0000-0000-000000000000';

/**
 * Seals again the credentials and sessions that are not sealed as the sealer seals now. May be run
 * again and while the gateway runs: a row that changed meanwhile is left as it is. Returns how many
 * connections were resealed; rejects at the end, and names how many, when some could be opened by no
 * key.
 */
export async function resealConnections(db: Db, sealer: Sealer): Promise<number> {
  let after = firstId;
  let count = 0;
  let unopenedCount = 0;
  for (;;) {
    const rows = await findSealed(db, after);
    const last = rows.at(-1);
    if (!last) break;
    after = last.id;
    const stale = rows.filter(
      (row) => isStale(row.credentials, sealer) || isStale(row.session, sealer),
    );
    const resealed = stale.map((row) => reseal(sealer, row)).filter((row) => row !== null);
    unopenedCount += stale.length - resealed.length;
    count += await writeResealed(db, resealed);
  }
  if (unopenedCount > 0) {
    const claim = `${unopenedCount} connections are sealed with keys that were not given`;
    throw new SealedBoxError('unknown-key', claim);
  }
  return count;
}

interface SealedRow {
  readonly id: string;
  readonly credentials: Buffer;
  readonly session: Buffer | null;
}

async function findSealed(db: Db, after: string): Promise<readonly SealedRow[]> {
  const { rows } = await sql<SealedRow>`
    select id, credentials_sealed as credentials, session_sealed as session from connections
    where id > ${after} and credentials_sealed is not null
    order by id limit ${batchRows}`.execute(db);
  return rows;
}

function isStale(box: Buffer | null, sealer: Sealer): boolean {
  return box !== null && !sealer.isCurrent(box);
}

interface ResealedRow extends SealedRow {
  readonly newCredentials: Buffer;
  readonly newSession: Buffer | null;
}

/** Null when no key opens the grant. A session that no key opens is dropped: a login heals it. */
function reseal(sealer: Sealer, row: SealedRow): ResealedRow | null {
  const { id } = row;
  const grant = unless(() => unsealGrant(sealer, id, row.credentials));
  if (grant === null) return null;
  const { session: box } = row;
  const session = box && unless(() => unsealSession(sealer, id, box));
  const { grantSealed, sessionSealed } = sealAccess(sealer, id, { grant, session: session ?? '' });
  return {
    ...row,
    newCredentials: grantSealed,
    newSession: session === null ? null : sessionSealed,
  };
}

function unless<T>(open: () => T): T | null {
  try {
    return open();
  } catch (error) {
    if (error instanceof SealedBoxError) return null;
    throw error;
  }
}

async function writeResealed(db: Db, rows: readonly ResealedRow[]): Promise<number> {
  if (rows.length === 0) return 0;
  const of = <T>(pick: (row: ResealedRow) => T) => rows.map(pick);
  const result = await sql`
    update connections c
    set credentials_sealed = d.new_credentials, session_sealed = d.new_session
    from unnest(
      ${of(({ id }) => id)}::uuid[],
      ${of(({ credentials }) => credentials)}::bytea[],
      ${of(({ session }) => session)}::bytea[],
      ${of(({ newCredentials }) => newCredentials)}::bytea[],
      ${of(({ newSession }) => newSession)}::bytea[]
    ) as d (id, credentials, session, new_credentials, new_session)
    where c.id = d.id and c.credentials_sealed = d.credentials
      and c.session_sealed is not distinct from d.session`.execute(db);
  return Number(result.numAffectedRows ?? 0n);
}

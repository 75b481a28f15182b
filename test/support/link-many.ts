import { sql } from 'kysely';
import { sealAccess } from '#connections';
import type { Db } from '#db';
import { type LoginResult, type Providers, passwordProvider, type Region } from '#providers';
import type { Clock } from '#std/clock';
import { dateOf } from '#std/clock';
import { newId } from '#std/ids';
import type { Sealer } from '#std/sealed-box';
import { createMemoryPermits } from '#test/memory-permits';

/** An account as the simulator knows it. */
export interface ManyAccount {
  readonly region: Region;
  readonly username: string;
  readonly password: string;
  readonly accountId: string;
}

export interface LinkManyDeps {
  readonly db: Db;
  readonly providers: Providers;
  readonly clock: Clock;
  readonly sealer: Sealer;
}

export interface LinkManyOptions {
  readonly teamId: string;
  /** Their first polls are spread over this from now on; 0 for all at once. */
  readonly spreadMs: number;
  /** Logs in at once; the rest waits. */
  readonly loginsAtOnce?: number;
}

const rowsPerInsert = 2_000;

/** The ids of what was made for an account. */
export interface LinkedId {
  readonly userId: string;
  readonly connectionId: string;
}

/**
 * Links accounts as if each had been linked long ago: a user, a connection with sealed credentials
 * and a session that Dexcom knows, a plan. Around the link path, which takes one at a time. Returns
 * their ids in the order of the accounts.
 */
export async function linkMany(
  deps: LinkManyDeps,
  accounts: readonly ManyAccount[],
  options: LinkManyOptions,
): Promise<readonly LinkedId[]> {
  const { loginsAtOnce = 32, spreadMs } = options;
  const linked: LinkedId[] = [];
  for (let from = 0; from < accounts.length; from += rowsPerInsert) {
    const part = accounts.slice(from, from + rowsPerInsert);
    const logins = await logInAll(deps, part, loginsAtOnce);
    const rows = part.map((account, index) => {
      const place = (from + index) / accounts.length;
      return rowOf(deps, account, logins[index], place * spreadMs);
    });
    await insertRows(deps, options.teamId, rows);
    linked.push(...rows.map(({ userId, connectionId }) => ({ userId, connectionId })));
  }
  return linked;
}

async function logInAll(
  { providers, clock }: LinkManyDeps,
  accounts: readonly ManyAccount[],
  atOnce: number,
): Promise<LoginResult[]> {
  const logins: LoginResult[] = [];
  const left = [...accounts.entries()];
  async function work(): Promise<void> {
    for (let next = left.pop(); next; next = left.pop()) {
      const [index, { region, username, accountId, password }] = next;
      logins[index] = await providers[passwordProvider].open({
        region,
        accountKey: Buffer.alloc(32),
        // One request where the account's id is known.
        grant: JSON.stringify({ accountName: username, password, accountId }),
        isInDoubt: false,
        permits: createMemoryPermits(clock),
      });
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work));
  return logins;
}

interface Row {
  readonly userId: string;
  readonly connectionId: string;
  readonly region: Region;
  readonly accountKey: Buffer;
  readonly credentials: Buffer;
  readonly session: Buffer;
  readonly nextPollAt: Date;
}

function rowOf(
  { clock, sealer }: LinkManyDeps,
  { region }: ManyAccount,
  login: LoginResult | undefined,
  inMs: number,
): Row {
  if (login?.kind !== 'opened') throw new Error(`the login was ${login?.kind}`);
  const connectionId = newId(clock);
  const { grantSealed, sessionSealed } = sealAccess(sealer, connectionId, login.kept);
  return {
    userId: newId(clock),
    connectionId,
    region,
    accountKey: login.accountKey,
    credentials: grantSealed,
    session: sessionSealed,
    nextPollAt: new Date(Math.ceil(clock.nowMs() + inMs)),
  };
}

async function insertRows({ db, clock }: LinkManyDeps, teamId: string, rows: readonly Row[]) {
  const of = <T>(pick: (row: Row) => T) => rows.map(pick);
  const now = dateOf(clock);
  const userIds = of(({ userId }) => userId);
  const ids = of(({ connectionId }) => connectionId);
  const regions = of(({ region }) => region);
  const accountKeys = of(({ accountKey }) => accountKey);
  await sql`
    insert into users (id, team_id, client_user_id, created_at, updated_at)
    select id, ${teamId}, 'client-' || id, ${now}, ${now} from unnest(${userIds}::uuid[]) as u (id)`.execute(
    db,
  );
  await sql`
    insert into connections (id, team_id, user_id, provider, region, account_key,
      credentials_sealed, session_sealed, session_opened_at, state, state_since, sharing_asked_at,
      connected_at)
    select id, ${teamId}, user_id, 'dexcom', region, account_key, credentials, session, ${now},
      'WAITING', ${now}, ${now}, ${now}
    from unnest(${ids}::uuid[], ${userIds}::uuid[], ${regions}::text[], ${accountKeys}::bytea[],
      ${of(({ credentials }) => credentials)}::bytea[], ${of(({ session }) => session)}::bytea[]
    ) as c (id, user_id, region, account_key, credentials, session)`.execute(db);
  await sql`
    insert into poll_plans (connection_id, region, account_key, next_poll_at)
    select * from unnest(${ids}::uuid[], ${regions}::text[], ${accountKeys}::bytea[],
      ${of(({ nextPollAt }) => nextPollAt)}::timestamptz[])`.execute(db);
}

import type { CommandConfig } from '#config';
import { openedLinks } from '#connections';
import { type Db, migrateToLatest, openDatabase } from '#db';
import { renewLog } from '#events';
import { isAddressRange } from '#std/address-ranges';
import { dateOf, systemClock } from '#std/clock';
import { isUuid } from '#std/ids';
import { createLog } from '#std/log';
import {
  type ApiKey,
  type ApiKeyScope,
  apiKeyScopes,
  consoleRoles,
  createApiKey,
  createLoginCode,
  createTeam,
  endLoginCodes,
  endSessions,
  findTeam,
  listApiKeys,
  listTeams,
  loginCodeMinutes,
  type OpenedByKey,
  revokeApiKey,
  type Team,
} from '#teams';
import { findKeptEndpoints } from '#webhooks';
import { distributeDatabase } from './distribute-database.ts';
import { type ImportOptions, importFile } from './import-file.ts';
import { type Resealing, reseal } from './reseal.ts';
import { describeStatus } from './status.ts';
import { checkDatabase, withStartAdvice } from './usable-database.ts';

export { version } from './version.ts';

export const usage = `usage:
  gateway migrate
  gateway team create NAME [--follower-contact TEXT] [--refuse-shared-accounts]
  gateway team list
  gateway api-key create TEAM NAME [--scopes LIST] [--addresses LIST] [--expires-in-days N]
  gateway api-key list TEAM
  gateway api-key revoke TEAM KEY-ID [--with-what-it-opened]
  gateway console-login TEAM --role owner|developer|support
  gateway console-logout TEAM
  gateway import --user USER [--team TEAM] --clarity|--nightscout|--junction FILE [--time-zone ZONE]
  gateway reseal
  gateway log restored
  gateway distribute [--plan] [--shards SHARDS]
  gateway status
  gateway version
TEAM is a team's name or id. Lists are separated by commas. Scopes are read, events, link, webhooks,
team, audit, keys, export and erase (all unless told); a front end's server needs read,events,link.
Addresses are those from which alone the key is taken, or ranges like 192.0.2.0/24.
A key that was stolen is revoked with the keys, user tokens and link tokens that were made with it.
console-login prints a code that opens the console once, within five minutes; console-logout ends all
of a team's sessions in the console. Support sees people and makes links, a developer also webhooks,
events and the audit, an owner may do everything.
import brings past readings of a person in: an export of Dexcom Clarity (whose local times need ZONE, such
as Europe/Berlin), the entries.json of a Nightscout, or what Junction answers to "glucose grouped". USER is
a user's id, or with TEAM your own id of the user. Nothing that Dexcom told is overwritten, nobody is told
of it by events, and a file may be imported again.
distribute makes a deployment one of many machines, where DATABASE_URL leads to the coordinator of a
Citus cluster: what grows with people and time goes to its workers. --plan only tells what it would do.
It may be stopped, and run again; SHARDS (32 unless told) is how many pieces people are spread over.
"status" tells the schema's version, which nodes were seen, how long the oldest poll and delivery have
been due, which encryption keys seal what, and on a cluster its workers, shards and sizes.
DATABASE_URL or DATABASE_URL_FILE says where; reseal also needs ENCRYPTION_KEYS, and seals
everything with the first of them. Before it is run, all nodes must know both keys: the new one and
the one before. It may be stopped, and run again.
After an older state of the database was restored in its place (by point-in-time recovery, say), "log
restored" gives the log a new identity, so that no client goes on from a cursor of the state that is
lost. A dump that is restored into another database needs none: that is noticed.
`;

export interface CommandOptions extends ImportOptions {
  readonly 'follower-contact'?: string | undefined;
  readonly 'refuse-shared-accounts'?: boolean | undefined;
  readonly 'expires-in-days'?: string | undefined;
  readonly scopes?: string | undefined;
  readonly addresses?: string | undefined;
  readonly 'with-what-it-opened'?: boolean | undefined;
  readonly role?: string | undefined;
  readonly team?: string | undefined;
  readonly plan?: boolean | undefined;
  readonly shards?: string | undefined;
}

/**
 * Runs a command and returns what is printed; throws an Error that says what is wrong. `tell` prints a
 * line beside it at once.
 */
type Command = (
  config: CommandConfig,
  args: readonly string[],
  options: CommandOptions,
  tell?: (line: string) => void,
) => Promise<string>;

const log = createLog('warn');
const source = { kind: 'command-line', id: null, address: null } as const;
const dayMs = 86_400_000;
const keysMax = 1_000;
/** The longest copy of one table to the workers of a cluster. */
const distributionMsMax = 7 * dayMs;

export const commands: Readonly<Record<string, Command>> = {
  async migrate({ databaseUrl }) {
    await withStartAdvice(() => migrateToLatest(databaseUrl, log));
    return 'The database is up to date.';
  },

  'team create': (config, [name], options) =>
    withDatabase(config, async (db) => {
      const creation = await createTeam(db, systemClock, source, {
        name: given(name, 'NAME'),
        followerContact: options['follower-contact'] ?? null,
        refusesSharedAccounts: options['refuse-shared-accounts'] ?? false,
      });
      if (creation.kind === 'name-taken') throw new Error('There is a team of that name already.');
      return `Team ${creation.team.name}: ${creation.team.id}`;
    }),

  'team list': (config) =>
    withDatabase(config, async (db) => {
      const teams = await listTeams(db);
      return teams.map(({ id, name }) => `${id}  ${name}`).join('\n') || 'No team yet.';
    }),

  // Tells of a schema that does not fit, too.
  status: (config) =>
    withDatabase(config, (db) => describeStatus(db, systemClock), { isSchemaNeeded: false }),

  'log restored': (config) =>
    withDatabase(config, async (db) => {
      await renewLog(db);
      return 'The log has a new identity: clients with older cursors begin anew.';
    }),

  distribute: (config, _args, options, tell = () => {}) =>
    withDatabase(config, (db) => distributeDatabase(db, options, tell), {
      statementTimeoutMs: distributionMsMax,
    }),

  'api-key create': (config, [team, name], options) =>
    withDatabase(config, async (db) => {
      const { id: teamId } = await getTeam(db, team);
      const days = options['expires-in-days'];
      const { apiKey, secret } = await createApiKey(db, systemClock, source, {
        teamId,
        name: given(name, 'NAME'),
        rights: { scopes: scopesOf(options.scopes), addressRanges: rangesOf(options.addresses) },
        expiresAt: days === undefined ? null : new Date(systemClock.nowMs() + daysOf(days) * dayMs),
      });
      return `${secret}\nThis is shown once. Its id is ${apiKey.id}.`;
    }),

  'api-key list': (config, [team]) =>
    withDatabase(config, async (db) => {
      const { id: teamId } = await getTeam(db, team);
      const keys = await listApiKeys(db, { teamId, limit: keysMax });
      return keys.map(lineOf).join('\n') || 'No API key yet.';
    }),

  'api-key revoke': (config, [team, keyId], options) =>
    withDatabase(config, async (db) => {
      const { id: teamId } = await getTeam(db, team);
      const id = given(keyId, 'KEY-ID');
      const endsWhatItOpened = options['with-what-it-opened'] ?? false;
      const others = { openedLinks: openedLinks(systemClock), keptEndpoints: findKeptEndpoints };
      const revocation = { teamId, keyId: id, endsWhatItOpened, ...others };
      const revoked = isUuid(id) && (await revokeApiKey(db, systemClock, source, revocation));
      if (!revoked) throw new Error('The team has no API key of that id.');
      const { apiKey, opened } = revoked;
      return `Revoked ${apiKey.name} (${apiKey.hint}). ${textOf(opened)}`;
    }),

  'console-login': (config, [team], { role: name }) =>
    withDatabase(config, async (db) => {
      const { id: teamId } = await getTeam(db, team);
      const role = consoleRoles.find((each) => each === name);
      if (!role) throw new Error('--role takes owner, developer or support.');
      const code = await createLoginCode(db, systemClock, source, { teamId, role });
      return `${code}\nOpens the console once, within ${loginCodeMinutes} minutes: type it at /console of the gateway.`;
    }),

  'console-logout': (config, [team]) =>
    withDatabase(config, async (db) => {
      const { id: teamId } = await getTeam(db, team);
      await endLoginCodes(db, teamId);
      const count = await endSessions(db, systemClock, source, { teamId }, 'command-line');
      return `Ended ${count} sessions of the console.`;
    }),

  import: (config, _args, options, tell = () => {}) =>
    withDatabase(config, async (db) => {
      const team = options.team === undefined ? null : await getTeam(db, options.team);
      return importFile(db, team?.id ?? null, options, tell);
    }),

  reseal: (config) =>
    withDatabase(config, async (db) => {
      if (!config.encryptionKeys) throw new Error('reseal needs ENCRYPTION_KEYS.');
      const resealing = await reseal(db, systemClock, source, config.encryptionKeys);
      return `${summaryOf(resealing)}\n${keysAdviceOf(resealing)}`;
    }),
};

function summaryOf({ keyId, connectionCount, endpointCount }: Resealing): string {
  const counts = `${connectionCount} connections, ${endpointCount} endpoints`;
  return `Sealed again with key ${keyId}: ${counts}.`;
}

function keysAdviceOf({ keyId, laggingNodeIds }: Resealing): string {
  if (laggingNodeIds.length > 0) {
    const nodes = laggingNodeIds.join(', ');
    return `Keep the other keys: these nodes still seal with one of them: ${nodes}. Put ${keyId} first on all nodes, and run reseal again.`;
  }
  return 'Keep the other keys for 24 hours more, while user tokens that they signed may live; then all nodes can do without them.';
}

interface DatabaseNeeds {
  readonly isSchemaNeeded?: boolean;
  readonly statementTimeoutMs?: number;
}

async function withDatabase(
  { databaseUrl: url }: CommandConfig,
  work: (db: Db) => Promise<string>,
  { isSchemaNeeded = true, statementTimeoutMs }: DatabaseNeeds = {},
): Promise<string> {
  const limit = statementTimeoutMs === undefined ? {} : { statementTimeoutMs };
  const named = { applicationName: 'gateway command', log };
  const database = openDatabase({ url, poolMax: 2, ...named, ...limit });
  try {
    return await withStartAdvice(async () => {
      if (isSchemaNeeded) await checkDatabase(database.db);
      return work(database.db);
    });
  } finally {
    await database.close();
  }
}

async function getTeam(db: Db, nameOrId: string | undefined): Promise<Team> {
  const text = given(nameOrId, 'TEAM');
  const team = await findTeam(db, isUuid(text) ? { id: text } : { name: text });
  if (!team) throw new Error('There is no team of that name or id.');
  return team;
}

function given(value: string | undefined, name: string): string {
  if (!value) throw new Error(`${name} is missing: "npm run gateway -- --help" shows where.`);
  return value;
}

function daysOf(text: string): number {
  const days = Number(text);
  if (!Number.isInteger(days) || days < 1 || days > 3_650) {
    throw new Error('--expires-in-days takes a whole number from 1 to 3650.');
  }
  return days;
}

function scopesOf(text: string | undefined): readonly ApiKeyScope[] | null {
  if (text === undefined) return null;
  const names = text.split(',').map((name) => name.trim());
  const scopes = apiKeyScopes.filter((scope) => names.includes(scope));
  if (scopes.length === new Set(names).size) return scopes;
  throw new Error(`--scopes takes some of ${apiKeyScopes.join(', ')}, separated by commas.`);
}

function rangesOf(text: string | undefined): readonly string[] | null {
  if (text === undefined) return null;
  const ranges = text.split(',').map((range) => range.trim());
  if (ranges.every(isAddressRange)) return ranges;
  throw new Error('--addresses takes addresses or ranges like 192.0.2.0/24, separated by commas.');
}

function lineOf(key: ApiKey): string {
  const end = key.revokedAt ? 'revoked' : key.expiresAt ? endOf(key.expiresAt) : 'no end';
  const used = key.lastUsedAt ? `last used ${key.lastUsedAt.toISOString()}` : 'never used';
  const isWhole = key.scopes.length === apiKeyScopes.length;
  const may = isWhole ? 'all scopes' : key.scopes.join(',');
  const from = key.addressRanges ? `  from ${key.addressRanges.join(',')}` : '';
  return `${key.id}  ${key.hint}  ${key.name}  ${end}  ${used}  ${may}${from}`;
}

function endOf(expiresAt: Date): string {
  const isOver = expiresAt <= dateOf(systemClock);
  return `${isOver ? 'expired' : 'expires'} ${expiresAt.toISOString()}`;
}

function textOf({ isEnded, apiKeyIds, endpointIds, ...counts }: OpenedByKey): string {
  const tokens = `${counts.userTokenCount} user tokens and ${counts.linkTokenCount} link tokens`;
  const what = `It had opened ${apiKeyIds.length} API keys, ${tokens}`;
  const ended = `${what}, which ${isEnded ? 'ended with it' : 'go on'}.`;
  if (endpointIds.length === 0) return ended;
  return `${ended} Webhook endpoints that it made go on: ${endpointIds.join(', ')}.`;
}

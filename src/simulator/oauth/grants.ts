import type { AccountRecord } from '#simulator/people';
import { hexOf } from '#simulator/people';
import type { Random } from '#std/random';
import type { OAuthStyle } from './oauth-style.ts';
import type { Realm } from './realm.ts';

/**
 * What wearers have consented to, and the codes and tokens that stand for it. A code and a refresh
 * token are taken once; each refresh gives a new pair.
 */
export interface Grant {
  readonly grantId: string;
  readonly realm: Realm;
  readonly clientId: string;
  readonly record: AccountRecord;
  isRevoked: boolean;
}

export interface TokenPair {
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** What was asked for when a code was given; the token request must fit it. */
export interface CodeTerms {
  readonly redirectUri: string;
  /** Of PKCE, by S256; null when none was sent. */
  readonly challenge: string | null;
}

export interface Grants {
  consent(of: Omit<Grant, 'grantId' | 'isRevoked'>, terms: CodeTerms, nowMs: number): string;
  findCode(code: string): Grant | null;
  /** Takes a code; null for one that is unknown, used or too old. */
  redeem(code: string, nowMs: number): (CodeTerms & { readonly grant: Grant }) | null;
  openPair(grant: Grant, nowMs: number): TokenPair;
  findRefresh(token: string): { readonly grant: Grant; readonly isSpent: boolean } | null;
  /** Takes a refresh token; null for one that is spent, too old, or of a grant that has ended. */
  spend(token: string, nowMs: number): Grant | null;
  findAccess(
    token: string,
    nowMs: number,
  ): { readonly grant: Grant; readonly isGood: boolean } | null;
  grantsOf(record: AccountRecord): readonly Grant[];
  /** How many people a client may read. */
  countPeople(realm: Realm, clientId: string): number;
  expireAccess(record: AccountRecord | null): number;
}

interface Code extends CodeTerms {
  readonly grant: Grant;
  readonly madeAtMs: number;
}

interface Refresh {
  readonly grant: Grant;
  readonly madeAtMs: number;
  spentAtMs: number | null;
}

interface Access {
  readonly grant: Grant;
  endsAtMs: number;
}

/** Lets the tokens of a simulator that was restarted name their account again. */
export interface KeptTokens {
  findAccount(realm: Realm, accountId: string): AccountRecord | null;
}

/** The oldest go first; enough for several of each of 100,000 people. */
const tokensMax = 1_000_000;

export function createGrants(
  random: Random,
  style: () => OAuthStyle,
  kept: KeptTokens | null,
): Grants {
  const grants = new Map<AccountRecord, Grant[]>();
  const codes = new Map<string, Code>();
  const refreshes = new Map<string, Refresh>();
  const accesses = new Map<string, Access>();

  function enter(of: Omit<Grant, 'grantId' | 'isRevoked'>): Grant {
    const grant = { ...of, grantId: hexOf(random, 32), isRevoked: false };
    grants.set(of.record, [...(grants.get(of.record) ?? []), grant]);
    return grant;
  }

  function recall(token: string): Grant | null {
    if (!kept) return null;
    const { realm, clientId, accountId } = partsOf(token);
    const record = kept.findAccount(realm, accountId);
    if (!record) return null;
    const isSame = (grant: Grant) => grant.realm === realm && grant.clientId === clientId;
    return grants.get(record)?.find(isSame) ?? enter({ realm, clientId, record });
  }

  function findRefresh(token: string): Refresh | null {
    const known = refreshes.get(token);
    if (known) return known;
    const grant = token.startsWith('r.') ? recall(token) : null;
    if (!grant) return null;
    const recalled = { grant, madeAtMs: 0, spentAtMs: null };
    refreshes.set(token, recalled);
    return recalled;
  }

  return {
    consent(of, terms, nowMs) {
      const code = hexOf(random, 40);
      put(codes, code, { ...terms, grant: enter(of), madeAtMs: nowMs });
      return code;
    },
    findCode: (code) => codes.get(code)?.grant ?? null,
    redeem(code, nowMs) {
      const found = codes.get(code);
      codes.delete(code);
      return found && nowMs < found.madeAtMs + style().codeLifeMs ? found : null;
    },
    openPair(grant, nowMs) {
      const accessToken = tokenOf('a', grant, random);
      const refreshToken = tokenOf('r', grant, random);
      put(accesses, accessToken, { grant, endsAtMs: nowMs + style().accessLifeMs });
      put(refreshes, refreshToken, { grant, madeAtMs: nowMs, spentAtMs: null });
      return { accessToken, refreshToken };
    },
    findRefresh(token) {
      const refresh = findRefresh(token);
      return refresh && { grant: refresh.grant, isSpent: refresh.spentAtMs !== null };
    },
    spend(token, nowMs) {
      const refresh = findRefresh(token);
      if (!refresh || refresh.grant.isRevoked) return null;
      const { refreshLifeMs, refreshGraceMs, isGrantEndedByReuse } = style();
      if (refreshLifeMs !== null && nowMs >= refresh.madeAtMs + refreshLifeMs) return null;
      if (refresh.spentAtMs !== null && nowMs >= refresh.spentAtMs + refreshGraceMs) {
        if (isGrantEndedByReuse) refresh.grant.isRevoked = true;
        return null;
      }
      refresh.spentAtMs ??= nowMs;
      return refresh.grant;
    },
    findAccess(token, nowMs) {
      const access = accesses.get(token);
      if (!access) return null;
      const isDead = access.grant.isRevoked && style().areTokensRevokedAtOnce;
      return { grant: access.grant, isGood: nowMs < access.endsAtMs && !isDead };
    },
    grantsOf: (record) => grants.get(record) ?? [],
    countPeople: (realm, clientId) =>
      [...grants.values()].filter((all) => all.some((one) => isOf(one, realm, clientId))).length,
    expireAccess(record) {
      const good = [...accesses.values()].filter((one) => one.endsAtMs > Number.NEGATIVE_INFINITY);
      const ended = good.filter(({ grant }) => record === null || grant.record === record);
      for (const access of ended) access.endsAtMs = Number.NEGATIVE_INFINITY;
      return ended.length;
    },
  };
}

function isOf(grant: Grant, realm: Realm, clientId: string): boolean {
  return !grant.isRevoked && grant.realm === realm && grant.clientId === clientId;
}

function put<T>(map: Map<string, T>, key: string, entry: T): void {
  map.set(key, entry);
  if (map.size <= tokensMax) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    break;
  }
}

/** Says whose it is, so that it can be recalled; a client must not read it. */
function tokenOf(kind: 'a' | 'r', { realm, clientId, record }: Grant, random: Random): string {
  const whose = JSON.stringify([realm, clientId, record.accountId]);
  return `${kind}.${Buffer.from(whose).toString('base64url')}.${hexOf(random, 32)}`;
}

function partsOf(token: string): {
  readonly realm: Realm;
  readonly clientId: string;
  readonly accountId: string;
} {
  try {
    const text = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
    const [realm, clientId, accountId] = JSON.parse(text) as [Realm, string, string];
    return { realm, clientId: `${clientId}`, accountId: `${accountId}` };
  } catch {
    return { realm: 'us', clientId: '', accountId: '' };
  }
}

import { type AccountRecord, type Accounts, createAccounts } from '#simulator/people';
import type { Clock } from '#std/clock';
import type { Log } from '#std/log';
import type { Random } from '#std/random';
import { createOAuthClients, type OAuthClients } from './clients.ts';
import { createGrants, type Grants } from './grants.ts';
import { createOAuthCalls, type OAuthCalls } from './oauth-calls.ts';
import { createOAuthFaults, type OAuthFaults } from './oauth-fault.ts';
import { type OAuthStyle, usualOAuthStyle } from './oauth-style.ts';
import { type Realm, regionOfRealm } from './realm.ts';
import { createWearers, type Wearers } from './wearer.ts';

/** All that the OAuth API knows. The people, and what their sensors read, are those of Share. */
export interface OAuthWorld {
  readonly clock: Clock;
  readonly log: Log;
  /** For codes and tokens. */
  readonly random: Random;
  readonly accounts: Accounts;
  /** The sandbox's own people: `SandboxUser1` to `SandboxUser7`. */
  readonly sandboxAccounts: Accounts;
  readonly clients: OAuthClients;
  readonly grants: Grants;
  readonly wearers: Wearers;
  readonly faults: OAuthFaults;
  readonly calls: OAuthCalls;
  /** Accounts have data from then on, unless they say otherwise. */
  readonly dataSinceMs: number;
  style: OAuthStyle;
}

export interface OAuthWorldOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly random: Random;
  readonly accounts: Accounts;
  readonly seed: number;
  readonly style: Partial<OAuthStyle>;
  /** Tokens that were given out before a restart of this process stay good. */
  readonly keepsTokens: boolean;
}

const sandboxUsers = 7;
const historyMs = 400 * 86_400_000;

export function createOAuthWorld(options: OAuthWorldOptions): OAuthWorld {
  const { clock, log, random, accounts, seed } = options;
  const sandboxAccounts = createAccounts(seed, {});
  for (let number = 1; number <= sandboxUsers; number++) {
    sandboxAccounts.add({ username: `SandboxUser${number}`, password: 'not asked for' });
  }
  const findAccount = (realm: Realm, accountId: string) =>
    accountsOf(world, realm).findById(regionOfRealm[realm], accountId);
  const world: OAuthWorld = {
    clock,
    log,
    random,
    accounts,
    sandboxAccounts,
    clients: createOAuthClients(),
    grants: createGrants(random, () => world.style, options.keepsTokens ? { findAccount } : null),
    wearers: createWearers(),
    faults: createOAuthFaults(),
    calls: createOAuthCalls(),
    dataSinceMs: clock.nowMs() - historyMs,
    style: { ...usualOAuthStyle, ...options.style },
  };
  return world;
}

export function accountsOf(world: OAuthWorld, realm: Realm): Accounts {
  return realm === 'sandbox' ? world.sandboxAccounts : world.accounts;
}

/** The realm's account of a name; null for one that was made elsewhere. */
export function findInRealm(
  world: OAuthWorld,
  realm: Realm,
  username: string,
): AccountRecord | null {
  return accountsOf(world, realm).find(regionOfRealm[realm], username);
}

import type { Db } from '#db';
import { systemClock } from '#std/clock';
import type { Log } from '#std/log';
import type { Service } from '#std/service';
import { linkByConsent } from './link-by-consent.ts';
import { ensureUser, linkWearer, readWearerState } from './link-wearer.ts';
import { keepPast } from './past.ts';
import { consentingUsername, type SandboxPerson, unlinkedUsername } from './people.ts';

const rankOf = ({ username }: SandboxPerson) => (username === consentingUsername ? 0 : 1);

export interface OthersToLink {
  readonly graphqlUrl: string;
  readonly apiKey: string;
  /** All whom the simulator plays; the first is linked before. */
  readonly people: readonly SandboxPerson[];
  readonly inDatabase: (work: (db: Db) => Promise<void>) => Promise<void>;
  readonly log: Log;
  readonly betweenTriesMs?: number;
}

/** Whoever cannot be linked for five minutes is, at the next start. */
const triesMax = 20;

/**
 * Links the others while the sandbox already runs, each with two weeks of the past: so that the first
 * person is there at once, and a list soon shows every state. One consents as well, and has a past of
 * 90 days by it. One is left for whoever tries the wizard.
 */
export function createOthers({
  graphqlUrl,
  apiKey,
  people,
  inDatabase,
  log,
  betweenTriesMs = 15_000,
}: OthersToLink): Service {
  const stopping = new AbortController();
  let linking = Promise.resolve();

  async function linkAll(): Promise<void> {
    const all = people.slice(1).filter(({ username }) => username !== unlinkedUsername);
    // The longest past begins first.
    let left = all.toSorted((one, other) => rankOf(one) - rankOf(other));
    for (let triesLeft = triesMax; left.length > 0 && triesLeft > 0; triesLeft -= 1) {
      if (triesLeft < triesMax) await systemClock.sleep(betweenTriesMs, stopping.signal);
      left = await linkEach(left);
    }
  }

  /** Returns whom a busy machine, or a gateway that is away, kept from being linked. */
  async function linkEach(persons: readonly SandboxPerson[]): Promise<SandboxPerson[]> {
    const left: SandboxPerson[] = [];
    for (const person of persons) {
      if (stopping.signal.aborted) return [];
      await link(person).catch((error) => {
        left.push(person);
        const { username } = person;
        if (!stopping.signal.aborted) log.warn('sandbox.not_linked', { username, error });
      });
    }
    return left;
  }

  async function link(person: SandboxPerson): Promise<void> {
    const { username, password, region } = person;
    const userId = await ensureUser(graphqlUrl, apiKey, `sandbox-${username}`);
    const { isConnected, hasConsented } = await readWearerState(graphqlUrl, apiKey, userId);
    const isConsenting = username === consentingUsername;
    if (!isConnected) {
      // Who consents has a past by that.
      if (!isConsenting) await inDatabase((db) => keepPastOf(db, userId, username));
      await linkWearer(graphqlUrl, apiKey, userId, { username, password, region });
    }
    if (isConsenting && !hasConsented) await linkByConsent(graphqlUrl, apiKey, userId, person);
  }

  async function keepPastOf(db: Db, userId: string, username: string): Promise<void> {
    await keepPast(db, systemClock, userId.replace(/^User:/, ''), username);
  }

  return {
    async start() {
      linking = linkAll();
    },
    async stop() {
      stopping.abort();
      await linking;
    },
  };
}

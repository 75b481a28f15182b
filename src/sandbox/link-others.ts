import type { Db } from '#db';
import { type Clock, systemClock } from '#std/clock';
import type { Log } from '#std/log';
import type { Service } from '#std/service';
import { ensureUser, linkWearer, readWearerState } from './link-wearer.ts';
import { keepPast } from './past.ts';
import { type SandboxPerson, unlinkedUsername } from './people.ts';

export interface OthersToLink {
  readonly graphqlUrl: string;
  readonly apiKey: string;
  /** All whom the simulator plays; the first is linked before. */
  readonly people: readonly SandboxPerson[];
  readonly inDatabase: (work: (db: Db) => Promise<void>) => Promise<void>;
  readonly log: Log;
}

/**
 * Links the others while the sandbox already runs, each with two weeks of the past: so that the first
 * person is there at once, and a list soon shows every state. One is left for whoever tries the wizard.
 */
export function createOthers({
  graphqlUrl,
  apiKey,
  people,
  inDatabase,
  log,
}: OthersToLink): Service {
  let isStopping = false;
  let linking = Promise.resolve();

  async function linkAll(): Promise<void> {
    const others = people.slice(1).filter(({ username }) => username !== unlinkedUsername);
    for (const person of others) {
      if (isStopping) return;
      await link(person).catch((error) => {
        if (!isStopping) log.warn('sandbox.not_linked', { username: person.username, error });
      });
    }
  }

  async function link({ username, password, region }: SandboxPerson): Promise<void> {
    const userId = await ensureUser(graphqlUrl, apiKey, `sandbox-${username}`);
    if ((await readWearerState(graphqlUrl, apiKey, userId)).isConnected) return;
    const clock: Clock = systemClock;
    const plainId = userId.replace(/^User:/, '');
    await inDatabase(async (db) => void (await keepPast(db, clock, plainId, username)));
    await linkWearer(graphqlUrl, apiKey, userId, { username, password, region });
  }

  return {
    async start() {
      linking = linkAll();
    },
    async stop() {
      isStopping = true;
      await linking;
    },
  };
}

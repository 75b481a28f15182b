import { afterAll, describe, expect, it } from 'vitest';
import { schema } from '#schema';
import { seededRandom } from '#std/random';
import { heapAfterCollection } from '#test/heap';
import { type HostileRequest, makeRequest, sendHostile } from '#test/hostile-requests';
import { openRightsFixture } from '#test/rights-fixture';

/**
 * With HOSTILE_MINUTES=60 this goes on for an hour, and also holds the heap: after a sixth of the
 * time all caches are warm, and at the end it may be larger by a fifth.
 */
const minutes = Number(process.env.HOSTILE_MINUTES ?? 0);
const seed = Number(process.env.HOSTILE_SEED ?? 20_260_114);
const requestsMin = 1_500;
const atOnce = 10;
const heapGrowthMax = 1.2;
const fixture = await openRightsFixture();
afterAll(() => fixture.close());

async function attack(isOver: (sentCount: number) => boolean) {
  const facts = await fixture.factsFor('');
  const { otherTeam, otherUser } = fixture.headersOf;
  const options = {
    schema,
    random: seededRandom(seed + attackCount++),
    credentials: [
      ...Array(20).fill(otherTeam),
      ...Array(8).fill(otherUser),
      ...fixture.badHeaders,
      {},
    ],
    loot: [facts.userId, facts.connectionId, facts.cursor, facts.linkToken],
  };
  // What no hostile request holds, and so no answer to one may.
  const traces = [facts.clientUserId, fixture.hiddenUserId.replace('User:', ''), 'account-of'];
  const faults: { request: HostileRequest; fault: string }[] = [];
  const statuses = new Map<number, number>();
  for (let sent = 0; !isOver(sent) && faults.length < 5; sent += atOnce) {
    const requests = Array.from({ length: atOnce }, () => makeRequest(options));
    await Promise.all(
      requests.map(async (request) => {
        const { status, fault } = await sendHostile(fixture.origin, request, traces);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (fault) faults.push({ request, fault });
      }),
    );
  }
  return { faults, statuses };
}
let attackCount = 0;

describe('a gateway under hostile requests', () => {
  it('answers each as it must, and tells nothing of anyone else', async () => {
    const { faults, statuses } = await attack((sent) => sent >= requestsMin);
    expect(faults).toEqual([]);
    // The requests reach every layer: some are refused at the door, some run.
    for (const status of [200, 400, 401, 403, 413]) {
      expect(statuses.get(status), `answers with ${status}`).toBeGreaterThan(0);
    }
    const { ask, headersOf, factsFor } = fixture;
    const { status } = await ask('{ viewer { credential } }', await factsFor(''), headersOf.team);
    expect(status).toBe(200);
  });

  if (minutes === 0) return;
  it(
    'does so for as long as it is told, in a heap that does not grow',
    async () => {
      const until = (part: number) => {
        const endMs = performance.now() + minutes * 60_000 * part;
        return () => performance.now() >= endMs;
      };
      const warming = await attack(until(1 / 6));
      const warmBytes = await heapAfterCollection();
      const rest = await attack(until(5 / 6));
      const endBytes = await heapAfterCollection();
      console.log({ warmBytes, endBytes, growth: endBytes / warmBytes, statuses: rest.statuses });
      expect([...warming.faults, ...rest.faults]).toEqual([]);
      expect(endBytes / warmBytes).toBeLessThanOrEqual(heapGrowthMax);
    },
    (minutes + 5) * 60_000,
  );
});

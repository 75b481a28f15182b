import { afterAll, describe, expect, it } from 'vitest';
import { schema } from '#schema';
import { seededRandom } from '#std/random';
import { type HostileRequest, makeRequest, sendHostile } from '#test/hostile-requests';
import { openRightsFixture } from '#test/rights-fixture';

/** `npm run bench -- hostile` goes on like this for an hour. */
const requestCount = 1_500;
const fixture = await openRightsFixture();
afterAll(() => fixture.close());

describe('a gateway under hostile requests', () => {
  it('answers each as it must, and tells nothing of anyone else', async () => {
    const facts = await fixture.factsFor('');
    const { otherTeam, otherUser } = fixture.headersOf;
    const random = seededRandom(20_260_114);
    const options = {
      schema,
      random,
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
    for (let sent = 0; sent < requestCount; sent += 10) {
      const requests = Array.from({ length: 10 }, () => makeRequest(options));
      await Promise.all(
        requests.map(async (request) => {
          const { status, fault } = await sendHostile(fixture.origin, request, traces);
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
          if (fault) faults.push({ request, fault });
        }),
      );
    }
    expect(faults.slice(0, 5)).toEqual([]);
    // The requests reach every layer: some are refused at the door, some run.
    for (const status of [200, 400, 401, 403, 413]) {
      expect(statuses.get(status), `answers with ${status}`).toBeGreaterThan(0);
    }
    const { status } = await fixture.ask('{ viewer { credential } }', facts, otherTeam);
    expect(status).toBe(200);
  });
});

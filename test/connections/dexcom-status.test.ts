import { describe, expect, it, onTestFinished } from 'vitest';
import { judgeRegions } from '#region-status';
import { isNews, judge } from '#src/region-status/judge.ts';
import { linkThroughApi, startGateway } from '#test/gateway';
import { travel } from '#test/travel';
import { createVirtualClock } from '#test/virtual-clock';

const minuteMs = 60_000;

interface Service {
  readonly answer: string;
  readonly since: string | null;
  readonly askedCount: number;
  readonly answeredCount: number;
}

interface Status {
  readonly region: string;
  readonly logins: Service;
  readonly reads: Service;
}

/** Four people in the US, and one elsewhere. */
async function setup() {
  const clock = createVirtualClock();
  const gateway = await startGateway({ clock, config: { role: 'api' } });
  onTestFinished(() => gateway.close());
  const userIds: string[] = [];
  for (const region of ['US', 'US', 'US', 'US', 'OUS'] as const) {
    const person = { username: `person-${userIds.length}`, password: 'right-password', region };
    gateway.simulator.addAccount(person);
    userIds.push((await linkThroughApi(gateway, person)).userId);
  }
  const { db } = gateway;
  const status = async (region: string): Promise<Status | undefined> => {
    const { dexcomStatus } = await gateway.ask<{ dexcomStatus: Status[] }>(
      `{ dexcomStatus {
        region logins { answer since askedCount answeredCount }
        reads { answer since askedCount answeredCount }
      } }`,
    );
    return dexcomStatus.find((each) => each.region === region);
  };
  const eventsOf = async (types: string) => {
    const { events } = await gateway.ask<{ events: { edges: { node: { payload: string } }[] } }>(
      `{ events(first: 100 ${types}) { edges { node { payload } } } }`,
    );
    return events.edges.map(({ node }) => JSON.parse(node.payload));
  };
  const run = async (minutes: number) => {
    for (let minute = 0; minute < minutes; minute += 1) {
      await travel(clock, gateway, minuteMs);
      await judgeRegions(db, clock);
    }
  };
  const tellOf = async (userId: string | undefined) => {
    const answer = await gateway.ask<{
      user: { connections: { state: string; meaning: string; action: string | null }[] };
    }>('query ($id: ID!) { user(id: $id) { connections { state meaning action } } }', {
      id: userId,
    });
    return answer.user.connections[0];
  };
  return { gateway, clock, userIds, status, eventsOf, run, tellOf };
}

describe('the status of Dexcom', () => {
  it('says when reads of a region fail, to each team once, and when they are answered again', async () => {
    const { gateway, userIds, status, eventsOf, run, tellOf } = await setup();
    await run(10);
    expect(await status('US')).toMatchObject({ reads: { answer: 'ANSWERS', askedCount: 4 } });
    expect((await status('APAC'))?.reads).toMatchObject({ answer: 'UNKNOWN', since: null });

    const fault = gateway.simulator.addFault({ effect: { kind: 'reset' }, region: 'US' });
    await run(20);
    const failing = await status('US');
    expect(failing).toMatchObject({ reads: { answer: 'FAILS', answeredCount: 0 } });
    expect((await status('OUS'))?.reads.answer).toBe('ANSWERS');
    const told = await tellOf(userIds[0]);
    expect(told).toMatchObject({ state: 'UNREACHABLE', action: null });
    expect(told?.meaning).toContain('it is Dexcom, not you');
    expect((await tellOf(userIds[4]))?.state).toBe('FRESH');

    gateway.simulator.removeFault(fault);
    await run(30);
    expect(await status('US')).toMatchObject({ reads: { answer: 'ANSWERS', answeredCount: 4 } });
    const changes = await eventsOf('types: [DEXCOM_STATUS_CHANGED]');
    expect(changes.map(({ data }) => [data.region, data.request, data.status])).toEqual([
      ['us', 'read', 'fails'],
      ['us', 'read', 'answers'],
    ]);
    expect(changes[0]).toMatchObject({ user_id: null, data: { since: failing?.reads.since } });
    const unasked = await eventsOf('');
    expect(unasked.filter(({ event_type: type }) => type.startsWith('dexcom.'))).toEqual([]);
  });

  it('is not guessed from one person who cannot be read', async () => {
    const { gateway, userIds, status, eventsOf, run, tellOf } = await setup();
    await run(10);
    gateway.simulator.addFault({ effect: { kind: 'reset' }, region: 'OUS' });
    await run(20);
    expect((await status('OUS'))?.reads.answer).toBe('UNKNOWN');
    const told = await tellOf(userIds[4]);
    expect(told).toMatchObject({ state: 'UNREACHABLE', meaning: 'Dexcom cannot be reached.' });
    expect(await eventsOf('types: [DEXCOM_STATUS_CHANGED]')).toEqual([]);
  });

  it('knows no more when the workers have stopped to judge', async () => {
    const { clock, status, run } = await setup();
    await run(10);
    await clock.advance(6 * minuteMs);
    expect((await status('US'))?.reads).toMatchObject({ answer: 'UNKNOWN', askedCount: 0 });
  });
});

describe('judging whether Dexcom answers', () => {
  it.each([
    [null, 0, 0, null],
    [null, 1, 1, true],
    [null, 2, 0, null],
    [true, 2, 0, null],
    [true, 2, 1, true],
    [false, 2, 0, false],
    [true, 0, 0, null],
    [true, 3, 0, false],
    [true, 100, 51, true],
    [true, 100, 49, false],
    [false, 100, 79, false],
    [false, 100, 80, true],
    [false, 2, 2, false],
  ])('%s, %i asked, %i answered: %s', (before, askedCount, answeredCount, expected) => {
    expect(judge(before, { askedCount, answeredCount })).toBe(expected);
  });

  it.each([
    [null, true, false],
    [null, false, true],
    [true, false, true],
    [true, null, false],
    [false, true, true],
    [false, false, false],
  ])('from %s to %s is news: %s', (before, after, expected) => {
    expect(isNews(before, after)).toBe(expected);
  });
});

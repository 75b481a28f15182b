import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { judgeRegions } from '#region-status';
import { teamsPerPage } from '#src/connections/list-teams-in-region.ts';
import { isNews, judge } from '#src/region-status/judge.ts';
import { commandLineSource } from '#src/teams/audit/audit.ts';
import { createApiKey } from '#teams';
import { expectExampleOf } from '#test/event-examples';
import { faultsOfPayload } from '#test/event-schema';
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

/** People in the US, who were linked a while ago, and one elsewhere. */
async function setup(count = 4) {
  const clock = createVirtualClock();
  const gateway = await startGateway({ clock, config: { role: 'api' } });
  onTestFinished(() => gateway.close());
  const userIds: string[] = [];
  for (const region of [...Array<'US'>(count).fill('US'), 'OUS'] as const) {
    const person = { username: `person-${userIds.length}`, password: 'right-password', region };
    gateway.simulator.addAccount(person);
    userIds.push((await linkThroughApi(gateway, person)).userId);
  }
  const { db } = gateway;
  await sql`update link_tokens set used_at = used_at - interval '2 hours'`.execute(db);
  const status = async (region: string): Promise<Status | undefined> => {
    const { dexcomStatus } = await gateway.ask<{ dexcomStatus: Status[] }>(
      `{ dexcomStatus {
        region logins { answer since askedCount answeredCount }
        reads { answer since askedCount answeredCount }
      } }`,
    );
    return dexcomStatus.find((each) => each.region === region);
  };
  const eventsOf = async (types: string, apiKey = gateway.apiKey) => {
    const { events } = await gateway.ask<{ events: { edges: { node: { payload: string } }[] } }>(
      `{ events(first: 100 ${types}) { edges { node { payload } } } }`,
      {},
      apiKey,
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
    const since = String(failing?.reads.since).replace(/\.\d{3}Z$/, '+00:00');
    expect(changes[0]).toMatchObject({ user_id: null, data: { since } });
    expect(changes.flatMap(faultsOfPayload)).toEqual([]);
    expectExampleOf(changes[0]);
    const unasked = await eventsOf('');
    expect(unasked.filter(({ event_type: type }) => type.startsWith('dexcom.'))).toEqual([]);
  });

  it('says when the logins of a region fail, though they are refused and not unanswered', async () => {
    const { gateway, userIds, status, eventsOf, run, tellOf } = await setup(12);
    await run(6);
    for (const { region, username } of gateway.simulator.listAccounts()) {
      gateway.simulator.killSessions({ region, username });
    }
    await run(12);
    const renewed = { answer: 'ANSWERS', askedCount: 12, answeredCount: 12 };
    expect(await status('US')).toMatchObject({ logins: renewed, reads: renewed });

    const effect = { kind: 'refuse-credentials' } as const;
    const fault = gateway.simulator.addFault({ effect, calls: ['login'], region: 'US' });
    for (const { region, username } of gateway.simulator.listAccounts()) {
      gateway.simulator.killSessions({ region, username });
    }
    await run(30);
    const failing = { answer: 'FAILS', askedCount: 12, answeredCount: 0 };
    expect((await status('US'))?.logins).toMatchObject(failing);
    expect((await tellOf(userIds[0]))?.meaning).toContain('it is Dexcom, not you');
    gateway.simulator.removeFault(fault);
    await run(20);
    expect((await status('US'))?.logins).toMatchObject(renewed);
    const changes = await eventsOf('types: [DEXCOM_STATUS_CHANGED]');
    expect(changes.map(({ data }) => [data.region, data.request, data.status])).toEqual([
      ['us', 'login', 'fails'],
      ['us', 'login', 'answers'],
    ]);
  });

  it('is told to every team of a region, however many there are', async () => {
    const { gateway, clock, run, eventsOf } = await setup(3);
    await run(6);
    const { db } = gateway;
    await sql`
      with copied as (
        select n, gen_random_uuid() as team_id, gen_random_uuid() as user_id
        from generate_series(1, ${teamsPerPage + 1}::int) as n
      ), of_team as (
        insert into teams (id, name, created_at) select team_id, 'team ' || n, now() from copied
      ), of_user as (
        insert into users (id, team_id, client_user_id, created_at, updated_at)
        select user_id, team_id, 'user ' || n, now(), now() from copied
      )
      insert into connections select (jsonb_populate_record(c, jsonb_build_object(
        'id', gen_random_uuid(), 'team_id', copied.team_id, 'user_id', copied.user_id))).*
      from copied, connections c
      where c.id = (select id from connections where region = 'US' limit 1)`.execute(db);
    gateway.simulator.addFault({ effect: { kind: 'reset' }, region: 'US' });
    await run(12);
    const told = await db
      .selectFrom('events')
      .select(({ fn }) => [fn.count('team_id').distinct().as('teams'), fn.countAll().as('all')])
      .where('type', '=', 'dexcom.status.changed')
      .executeTakeFirstOrThrow();
    expect([Number(told.teams), Number(told.all)]).toEqual([teamsPerPage + 2, teamsPerPage + 2]);
    const teams = await sql<{ id: string }>`
      (select id from teams order by id limit 2) union all
      (select id from teams order by id desc limit 2)`.execute(db);
    for (const { id: teamId } of teams.rows) {
      const { secret } = await createApiKey(db, clock, commandLineSource, { teamId, name: 'key' });
      expect(await eventsOf('types: [DEXCOM_STATUS_CHANGED]', secret)).toMatchObject([
        { team_id: teamId, data: { region: 'us', request: 'read', status: 'fails' } },
      ]);
    }
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

import { sql } from 'kysely';
import { afterAll, describe, expect, it } from 'vitest';
import { scenes } from '#src/sandbox/scenes.ts';
import { eventually } from '#test/eventually';
import {
  allReceived,
  allSince,
  attemptsOf,
  connectionOf,
  createdType,
  errorType,
  eventsSince,
  isNotTold,
  lineOf,
  minutesMs,
  page,
  patience,
  press,
  pressed,
  rig,
  samplesSince,
  trendsOf,
  untilDelivered,
  untilState,
  untilStored,
} from './scene-rig.ts';

/**
 * Each scene of the sandbox, ordered by its button: what the database then holds, what the process
 * logged, and what the receiver got. Each person has a lane of their own, so that none waits for another.
 */
afterAll(rig.close);

/** Within the lane of a person one scene comes after the other. */
const inTurn = { concurrent: false, timeout: minutesMs(10) };

/** All are linked within minutes of the start, one after the other. */
const linked = { ...patience, timeoutMs: minutesMs(15) };
await Promise.all(
  ['anna', 'ben', 'carla', 'daichi', 'greta'].map((person) =>
    eventually(() => connectionOf(person), linked),
  ),
);
await untilState({ person: 'erik', orderedAt: '' }, 'NO_FOLLOWER', linked);
await untilState({ person: 'fatima', orderedAt: '' }, 'SHARING_OFF', linked);
/** Before all others, since it ends what was ordered for anybody. */
const recovered = {
  erik: await press('recover', 'erik'),
  fatima: await press('recover', 'fatima'),
};

describe.concurrent('scenes of anna', () => {
  it('stall: a silence is told once, and what was held back comes late', inTurn, async () => {
    const order = await press('stall', 'anna');
    const { connection } = await untilState(order, 'DELAYED');
    const stalled = await untilDelivered(order, 'provider.connection.stalled');
    expect(JSON.parse(stalled.payload).data.connection_id).toBe(connection.id);
    const inGap = async () => {
      const endMs = Date.parse(order.orderedAt) + minutesMs(5);
      const all = await samplesSince('anna', order.orderedAt);
      return all.filter(({ takenAt }) => takenAt.getTime() < endMs);
    };
    expect(await inGap()).toEqual([]);
    const filled = await eventually(
      async () => {
        const samples = await inGap();
        return samples.length >= 24 ? samples : null;
      },
      { ...patience, timeoutMs: minutesMs(6) },
    );
    expect(filled.every(({ isLate }) => isLate)).toBe(true);
    await untilState(order, 'FRESH');
    await untilDelivered(order, 'provider.connection.recovered');
    const types = (await eventsSince(order)).map(({ type }) => type);
    expect(types.filter((type) => type === 'provider.connection.stalled')).toHaveLength(1);
  });
});

describe.concurrent('scenes of carla', () => {
  it('high: high readings are stored with rising arrows, and sent', inTurn, async () => {
    const order = await press('high', 'carla');
    const samples = await untilStored(order, [252, 286, 312, 290, 255]);
    expect(trendsOf(samples).slice(1)).toEqual([
      'DOUBLE_UP',
      'DOUBLE_UP',
      'DOUBLE_DOWN',
      'DOUBLE_DOWN',
    ]);
    await untilDelivered(order, createdType, '"value_mg_dl":312');
  });

  it('error: sharing is off, as Dexcom says, and the team is told what helps', inTurn, async () => {
    const order = await press('error', 'carla');
    const { connection } = await untilState(order, 'SHARING_OFF');
    expect(connection.isSharingOn).toBe(false);
    const event = await untilDelivered(order, errorType);
    expect(JSON.parse(event.payload).data).toMatchObject({
      state: 'SHARING_OFF',
      connection_id: connection.id,
    });
  });

  it('lockout: nobody logs in before the account is open again', inTurn, async () => {
    const order = await press('lockout', 'carla');
    const { connection } = await untilState(order, 'LOCKED_OUT');
    const untilMs = connection.stateUntil?.getTime() ?? 0;
    expect(untilMs).toBeGreaterThan(Date.parse(order.orderedAt) + minutesMs(8));
    expect(
      lineOf('login.failed', order.orderedAt, { region: 'OUS', failure: 'locked-out' }),
    ).toBeDefined();
    await isNotTold(order);
  });
});

describe.concurrent('scenes of erik', () => {
  it('recover: who had no follower has one, and their readings come', inTurn, async () => {
    const { erik } = recovered;
    await untilState(erik, 'FRESH');
    await untilDelivered(erik, createdType);
  });

  it('refuse: a refused password is tried again only after a while', inTurn, async () => {
    const order = await press('refuse', 'erik');
    const { poll } = await untilState(order, 'CREDENTIALS_REFUSED');
    expect(poll.next_poll_in_ms).toBeGreaterThan(minutesMs(9));
    expect(
      lineOf('login.failed', order.orderedAt, { region: 'OUS', failure: 'refused' }),
    ).toBeDefined();
    await isNotTold(order);
  });
});

describe.concurrent('scenes of fatima', () => {
  it('recover: who shared nothing shares again, and their readings come', inTurn, async () => {
    const { fatima } = recovered;
    await untilState(fatima, 'FRESH');
    await untilDelivered(fatima, createdType);
  });

  it('clock: no reading is served under a wrong time', inTurn, async () => {
    const order = await press('clock', 'fatima');
    const { connection } = await untilState(order, 'CLOCK_WRONG');
    const { rows } = await sql<{ count: number }>`select count(*)::int as count from readings_aside
      where connection_id = ${connection.id} and seen_at >= ${new Date(order.orderedAt)}`.execute(
      rig.db,
    );
    expect(rows[0]?.count).toBeGreaterThan(0);
    const hourAhead = new Date(Date.parse(order.orderedAt) + minutesMs(60)).toISOString();
    expect(await samplesSince('fatima', hourAhead)).toEqual([]);
    const ahead = (await allReceived()).filter(
      ({ body }) => body.includes(connection.userId) && body.includes(hourAhead.slice(0, 13)),
    );
    expect(ahead).toEqual([]);
    await isNotTold(order);
  });
});

describe.concurrent('scenes of greta', () => {
  it('low: low readings are stored with falling arrows, and sent', inTurn, async () => {
    const order = await press('low', 'greta');
    const samples = await untilStored(order, [62, 54, 48, 52, 61]);
    expect(trendsOf(samples).slice(1)).toEqual([
      'FORTY_FIVE_DOWN',
      'FORTY_FIVE_DOWN',
      'FLAT',
      'FORTY_FIVE_UP',
    ]);
    await untilDelivered(order, createdType, '"value_mg_dl":48');
  });

  it('update: a stored reading has another value, and that is sent', inTurn, async () => {
    const order = await press('update', 'greta');
    const event = await untilDelivered(order, 'daily.data.glucose.updated');
    const minutesAgo = new Date(Date.parse(order.orderedAt) - minutesMs(5)).toISOString();
    const changed = (await samplesSince('greta', minutesAgo)).filter(
      ({ revision }) => revision === 2,
    );
    expect(changed).toHaveLength(1);
    expect(event.payload).toContain(`"value_mg_dl":${changed[0]?.mgDl}`);
    const { id } = await connectionOf('greta');
    expect(
      lineOf('poll.finished', order.orderedAt, { connection_id: id, updated_count: 1 }),
    ).toBeDefined();
  });

  it('meal: a rise and a fall are stored in their order, and sent', inTurn, async () => {
    const order = await press('meal', 'greta');
    const values = [134, 158, 187, 213, 231, 238, 229, 210, 186, 162];
    const arrows = trendsOf(await untilStored(order, values));
    expect([arrows[3], arrows[5], arrows[8]]).toEqual([
      'DOUBLE_UP',
      'FORTY_FIVE_UP',
      'DOUBLE_DOWN',
    ]);
    await untilDelivered(order, createdType, '"value_mg_dl":238');
  });

  it('alone: nobody follows, as Dexcom says, and the team is told what helps', inTurn, async () => {
    const order = await press('alone', 'greta');
    const { connection } = await untilState(order, 'NO_FOLLOWER');
    expect(connection.followerCount).toBe(0);
    const event = await untilDelivered(order, errorType);
    expect(JSON.parse(event.payload).data.state).toBe('NO_FOLLOWER');
  });
});

describe.concurrent('scenes of ben', () => {
  it('busy: Dexcom is not asked before it is willing', inTurn, async () => {
    const order = await press('busy', 'ben');
    const { connection, poll } = await untilState(order, 'THROTTLED');
    expect(poll).toMatchObject({ outcome: 'throttled', by: 'dexcom', retry_after_ms: 60_000 });
    const waitMs = (connection.stateUntil?.getTime() ?? 0) - Date.parse(poll.at);
    expect(waitMs).toBeGreaterThan(minutesMs(4.5));
    expect(poll.next_poll_in_ms).toBeGreaterThan(minutesMs(4.5));
    await isNotTold(order);
  });
});

describe('scenes of everybody', { timeout: minutesMs(10) }, () => {
  it('receiver: what it does not take is kept, and tried again', async () => {
    const order = await press('receiver', 'anna');
    const failed = await eventually(async () => {
      const events = await eventsSince(order);
      const attempts = await Promise.all(events.map(({ id }) => attemptsOf(id)));
      const at = attempts.findIndex(({ statuses }) => statuses.length > 1);
      return at < 0 ? null : { id: events[at]?.id ?? '', ...attempts[at] };
    }, patience);
    expect(failed).toMatchObject({ state: 'PENDING', statuses: [500, 500] });
    const line = lineOf('delivery.attempted', order.orderedAt, { eventId: failed.id, status: 500 });
    expect(line).toMatchObject({ failure: 'status' });
    expect(line?.retryDelayMs).toBeGreaterThan(3_000);
    const got = (await allSince(order)).filter(({ eventId }) => eventId === failed.id);
    expect(got.map(({ status, isVerified }) => [status, isVerified])).toEqual([
      [500, true],
      [500, true],
    ]);
  });

  it('recover: all deliveries are taken, and everybody is as at first', async () => {
    const order = await press('recover', 'anna');
    await eventually(async () => {
      const { rows } = await sql<{ state: string }>`select distinct state from webhook_deliveries
        where created_at < ${new Date(order.orderedAt)}`.execute(rig.db);
      return rows.length === 1 && rows[0]?.state === 'SUCCEEDED';
    }, patience);
    for (const person of ['anna', 'greta', 'fatima']) {
      await untilState({ person, orderedAt: order.orderedAt }, 'FRESH');
    }
    const ofGreta = { person: 'greta', orderedAt: order.orderedAt };
    await untilDelivered(ofGreta, 'provider.connection.recovered');
    // Neither is asked before its time, though all is well at Dexcom.
    expect((await connectionOf('carla')).state).toBe('LOCKED_OUT');
    expect((await connectionOf('erik')).state).toBe('CREDENTIALS_REFUSED');
  });

  it('restart: what came meanwhile is stored and sent, once', async () => {
    const order = await press('restart', 'anna');
    const back = await eventually(() => lineOf('server.listening', order.orderedAt, {}), patience);
    await page.locator('.banner').waitFor({ state: 'detached', timeout: patience.timeoutMs });
    const away = rig.lines.filter(
      ({ event, at }) =>
        event === 'poll.finished' &&
        at > new Date(Date.parse(back.at) - 10_000).toISOString() &&
        at < back.at,
    );
    expect(away).toEqual([]);
    const { id } = await connectionOf('anna');
    const after = await eventually(
      () => lineOf('poll.finished', back.at, { connection_id: id, outcome: 'read' }),
      patience,
    );
    const samples = await eventually(async () => {
      const all = await samplesSince('anna', order.orderedAt);
      const newestMs = all.at(-1)?.takenAt.getTime() ?? 0;
      return newestMs >= Date.parse(after.at) - 20_000 ? all : null;
    }, patience);
    const apartMs = samples.map(
      ({ takenAt }, index) => takenAt.getTime() - (samples[index - 1]?.takenAt.getTime() ?? 0),
    );
    // Its sensor measures each twelve seconds.
    expect(Math.max(...apartMs.slice(1))).toBeLessThan(18_000);
    const event = await untilDelivered({ ...order, orderedAt: back.at }, createdType);
    const got = (await allSince(order)).filter(({ eventType }) => eventType === createdType);
    const ids = got.map(({ eventId }) => eventId);
    expect(ids).toContain(event.id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('outage: all of the region are told that it is Dexcom, and none that they should act', async () => {
    const order = await press('outage', 'anna');
    for (const person of ['anna', 'greta', 'fatima']) {
      const { poll } = await untilState({ person, orderedAt: order.orderedAt }, 'UNREACHABLE');
      expect(poll).toMatchObject({ outcome: 'unavailable', by: 'dexcom', region: 'US' });
      await isNotTold({ person, orderedAt: order.orderedAt });
    }
    await page.locator('[data-lamp=state][data-lit=true]').waitFor();
    expect((await connectionOf('daichi')).state).toBe('FRESH');
    await eventually(async () => {
      const { rows } = await sql<{ answers: boolean }>`select answers from region_status
        where region = 'US' and request = 'read'`.execute(rig.db);
      return rows[0]?.answers === false;
    }, patience);
    const types = (await allSince(order)).map(({ eventType }) => eventType);
    expect(types).not.toContain(errorType);
    const over = await press('recover', 'anna');
    for (const person of ['anna', 'greta', 'fatima']) {
      await untilState({ person, orderedAt: over.orderedAt }, 'FRESH');
    }
  });

  it('are all of them', () => {
    expect([...pressed].toSorted()).toEqual(Object.keys(scenes).toSorted());
  });
});

import { sql } from 'kysely';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { trends } from '#glucose/readings';
import type { ReceivedRequest } from '#src/sandbox/receiver.ts';
import { scenes } from '#src/sandbox/scenes.ts';
import { eventually } from '#test/eventually';
import { createSandboxRig, type LogLine, receivedBy } from './sandbox-rig.ts';

/** The sandbox whose scenes are tried, its console, and what there is to see of each order. */
export const rig = await createSandboxRig();
export const page = await signedIn();

export const patience = { timeoutMs: 180_000, pollMs: 500 };
export const minutesMs = (minutes: number) => minutes * 60_000;

async function signedIn(): Promise<Page> {
  const opened = await rig.open({ viewport: { width: 1440, height: 900 } });
  await opened.getByRole('button', { name: 'Sign in to the sandbox' }).click();
  await opened.getByRole('button', { name: 'Sandbox', exact: true }).click();
  await opened.locator('.scenes li').first().waitFor();
  return opened;
}

export interface Order {
  readonly person: string;
  readonly orderedAt: string;
}

export const pressed = new Set<string>();
let presses: Promise<unknown> = Promise.resolve();

/** Presses the button of a scene for somebody; one after another, since there is one page. */
export function press(scene: string, person: string): Promise<Order> {
  pressed.add(scene);
  const pressing = presses.then(async () => {
    await page.getByLabel('Whom it happens to').selectOption(person);
    const answered = page.waitForResponse(
      (each) => each.url().endsWith('/sandbox/scenes') && each.request().method() === 'POST',
    );
    const name = scenes[scene]?.title ?? '';
    await page.getByRole('button', { name, exact: true }).click();
    const answer = await answered;
    expect(answer.status()).toBe(200);
    return (await answer.json()) as Order;
  });
  presses = pressing.catch(() => {});
  return pressing;
}

interface Connection {
  readonly id: string;
  readonly userId: string;
  readonly state: string;
  readonly stateUntil: Date | null;
  readonly isSharingOn: boolean | null;
  readonly followerCount: number | null;
}

export async function connectionOf(person: string): Promise<Connection> {
  const ownId = person === 'anna' ? 'sandbox-wearer' : `sandbox-${person}`;
  const { rows } = await sql<Connection>`
    select c.id, c.user_id as "userId", c.state, c.state_until as "stateUntil",
      c.is_sharing_on as "isSharingOn", c.follower_count as "followerCount"
    from connections c join users u on u.id = c.user_id
    where u.client_user_id = ${ownId} and c.provider = 'dexcom' and c.disconnected_at is null`.execute(
    rig.db,
  );
  const [connection] = rows;
  if (!connection) throw new Error(`${person} is not linked`);
  return connection;
}

/** Waits until the database holds a state, and returns the poll that the process logged of it. */
export async function untilState({ person, orderedAt }: Order, state: string, waits = patience) {
  const connection = await eventually(async () => {
    const found = await connectionOf(person);
    return found.state === state ? found : null;
  }, waits);
  const poll = await eventually(
    () => lineOf('poll.finished', orderedAt, { connection_id: connection.id, state }),
    patience,
  );
  return { connection, poll };
}

export function lineOf(event: string, since: string, fields: object): LogLine | undefined {
  const entries = Object.entries(fields);
  return rig.lines.find(
    (line) =>
      line.event === event &&
      line.at >= since &&
      entries.every(([key, value]) => line[key] === value),
  );
}

export interface Sample {
  readonly takenAt: Date;
  readonly mgDl: number;
  readonly revision: number;
  readonly trend: number;
  readonly isLate: boolean;
}

export async function samplesSince(person: string, from: string): Promise<readonly Sample[]> {
  const { userId } = await connectionOf(person);
  const { rows } = await sql<Sample>`
    select taken_at as "takenAt", value_mg_dl as "mgDl", revision, trend, is_late as "isLate"
    from glucose_samples where user_id = ${userId} and taken_at >= ${new Date(from)}
    order by taken_at`.execute(rig.db);
  return rows;
}

interface Told {
  readonly id: string;
  readonly type: string;
  readonly payload: string;
}

/** What the log tells of somebody since an order. */
export async function eventsSince({ person, orderedAt }: Order): Promise<readonly Told[]> {
  const { userId } = await connectionOf(person);
  const { rows } = await sql<Told>`
    select id, type, payload::text as payload from events
    where user_id = ${userId} and appended_at >= ${new Date(orderedAt)} order by position`.execute(
    rig.db,
  );
  return rows;
}

interface Attempts {
  readonly state: string;
  readonly statuses: readonly number[];
}

export async function attemptsOf(eventId: string): Promise<Attempts> {
  const { rows } = await sql<Attempts>`
    select d.state, coalesce(array_agg(a.status order by a.number)
      filter (where a.number is not null), '{}') as statuses
    from webhook_deliveries d left join webhook_attempts a using (endpoint_id, event_position)
    where d.event_id = ${eventId} group by d.state`.execute(rig.db);
  return rows[0] ?? { state: 'NONE', statuses: [] };
}

const received = new Map<string, ReceivedRequest>();

/** What the receiver has got so far: it keeps only its last requests. */
export async function allReceived(): Promise<readonly ReceivedRequest[]> {
  for (const each of await receivedBy(page)) received.set(`${each.at} ${each.eventId}`, each);
  return [...received.values()];
}

/** An event of that type with that text in it was appended, sent, taken and logged. */
export async function untilDelivered(order: Order, type: string, holding = ''): Promise<Told> {
  const event = await eventually(async () => {
    const events = await eventsSince(order);
    return events.find((each) => each.type === type && each.payload.includes(holding));
  }, patience);
  const got = await eventually(async () => {
    const all = await allReceived();
    return all.find(({ eventId, status }) => eventId === event.id && status === 204);
  }, patience);
  expect(got).toMatchObject({ eventType: type, isVerified: true, body: event.payload });
  const { state, statuses } = await eventually(async () => {
    const attempts = await attemptsOf(event.id);
    return attempts.state === 'SUCCEEDED' ? attempts : null;
  }, patience);
  expect([state, statuses.at(-1)]).toEqual(['SUCCEEDED', 204]);
  expect(
    lineOf('delivery.attempted', order.orderedAt, { eventId: event.id, status: 204 }),
  ).toMatchObject({ eventType: type, failure: null, state: 'SUCCEEDED' });
  return event;
}

/** Nobody was told to act. */
export async function isNotTold(order: Order): Promise<void> {
  const types = (await eventsSince(order)).map(({ type }) => type);
  expect(types).not.toContain(errorType);
}

/** The values of a scene are stored in their order, with these trends; each poll of them was logged. */
export async function untilStored(
  order: Order,
  values: readonly number[],
): Promise<readonly Sample[]> {
  // Dexcom shows one each twelve seconds.
  const waits = { ...patience, timeoutMs: patience.timeoutMs + values.length * 12_000 };
  // Readings that Dexcom does not show yet when the scene is ordered were taken before.
  const from = new Date(Date.parse(order.orderedAt) - minutesMs(1)).toISOString();
  const samples = await eventually(async () => {
    // The first of them may be gone from there when the last is stored.
    await allReceived();
    const all = await samplesSince(order.person, from);
    const first = all.findIndex((_, index) =>
      values.every((value, at) => all[index + at]?.mgDl === value),
    );
    return first < 0 ? null : all.slice(first, first + values.length);
  }, waits);
  const { id } = await connectionOf(order.person);
  const polls = rig.lines.filter(
    ({ event, at, connection_id }) =>
      event === 'poll.finished' && at >= order.orderedAt && connection_id === id,
  );
  const created = polls.reduce((sum, { created_count }) => sum + Number(created_count), 0);
  expect(created).toBeGreaterThanOrEqual(values.length);
  return samples;
}

export const trendsOf = (samples: readonly Sample[]) => samples.map(({ trend }) => trends[trend]);
export const createdType = 'daily.data.glucose.created';
export const errorType = 'provider.connection.error';

export const allSince = async (order: Order) =>
  (await allReceived()).filter(({ at }) => at >= order.orderedAt);

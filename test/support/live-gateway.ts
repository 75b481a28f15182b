import { onTestFinished } from 'vitest';
import {
  appendEvents,
  createEvent,
  type EventType,
  ensureEventPartitions,
  type NewEvent,
} from '#events';
import { glucoseEventsOf, type Sample } from '#glucose';
import { systemClock } from '#std/clock';
import { startGateway, type TestGatewayOptions } from './gateway.ts';
import { openRawSocket, type RawSocketOptions } from './raw-socket.ts';

/** A gateway that only serves, with a user, and events that a test appends by hand. */
export async function startLiveGateway(options: TestGatewayOptions = {}) {
  const gateway = await startGateway({ ...options, config: { role: 'api', ...options.config } });
  onTestFinished(() => gateway.close());
  const { db, teamId, url, apiKey } = gateway;
  await ensureEventPartitions(db, new Date());
  const userId = await createUser('ada');

  async function createUser(clientUserId: string): Promise<string> {
    const { createUser } = await gateway.ask<{ createUser: { user: { id: string } } }>(
      `mutation ($clientUserId: String!) {
        createUser(clientUserId: $clientUserId) { ... on CreateUserSuccess { user { id } } }
      }`,
      { clientUserId },
    );
    return createUser.user.id.replace('User:', '');
  }

  const event = (facts: Partial<NewEvent & { data: unknown }> = {}) =>
    createEvent(systemClock, {
      type: 'daily.data.glucose.created' as EventType,
      teamId,
      userId,
      clientUserId: 'ada',
      data: glucoseEventsOf(userId, [sampleOf(userId)])[0],
      ...facts,
    });
  return {
    ...gateway,
    userId,
    createUser,
    event,
    append: (...events: NewEvent[]) => appendEvents(db, events),
    /** A socket that was let in. */
    async openSocket(payload: object = { apiKey }, at = url, socketOptions?: RawSocketOptions) {
      const socket = await openRawSocket(at, socketOptions);
      const { payload: greeting } = await socket.init(payload);
      return { ...socket, cursor: greeting?.cursor as string };
    },
  };
}

export type LiveGateway = Awaited<ReturnType<typeof startLiveGateway>>;

export function sampleOf(userId: string, facts: Partial<Sample> = {}): Sample {
  return {
    userId,
    takenAt: new Date('2026-03-01T10:00:00Z'),
    valueMgDl: 123,
    trend: 'FLAT',
    utcOffsetMinutes: 60,
    receivedAt: new Date('2026-03-01T10:00:12Z'),
    isLate: false,
    revision: 1,
    provider: 'dexcom',
    origin: 'SHARE',
    ...facts,
  };
}

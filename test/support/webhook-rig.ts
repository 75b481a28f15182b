import { randomBytes } from 'node:crypto';
import { type Db, inTransaction } from '#db';
import { appendEvents, createEvent, type EventType, type NewEvent } from '#events';
import type { DeliveryPolicy } from '#src/webhooks/deliveries/delivery-policy.ts';
import type { NewEndpoint } from '#src/webhooks/endpoints/create-endpoint.ts';
import type { EndpointSettings } from '#src/webhooks/endpoints/endpoint-settings.ts';
import type { ResolveHost } from '#src/webhooks/http/resolve-host.ts';
import type { WebhooksOptions } from '#src/webhooks/webhooks.ts';
import { type Clock, systemClock } from '#std/clock';
import { type Log, silentLog } from '#std/log';
import { seededRandom } from '#std/random';
import { createSealer } from '#std/sealed-box';
import { createTeam, createUser } from '#teams';
import { createTestDatabase } from '#test/database';
import {
  createAddressPolicy,
  createEndpoint,
  createWebhookContext,
  createWebhooks,
  type Endpoint,
  judgeUrl,
  type WebhookContext,
  type Webhooks,
} from '#webhooks';

/** A database with a team and a user, and as many nodes that deliver as a test asks for. */
export interface WebhookRig {
  readonly db: Db;
  readonly databaseUrl: string;
  readonly context: WebhookContext;
  /** In hexadecimal, for nodes of other processes. */
  readonly sealingKey: string;
  readonly teamId: string;
  readonly userId: string;
  /** A node with a pool of the rig's own; not started. */
  createNode(options?: NodeOptions): Webhooks;
  addEndpoint(
    url: string,
    settings?: EndpointSettings & Partial<Pick<NewEndpoint, 'secret' | 'teamId'>>,
  ): Promise<AddedEndpoint>;
  addUser(): Promise<string>;
  addTeam(): Promise<string>;
  /** Appends events in one transaction. */
  append(...events: Partial<RigEvent>[]): Promise<NewEvent[]>;
  deliveries(): Promise<RigDelivery[]>;
  close(): Promise<void>;
}

export interface NodeOptions {
  readonly db?: Db;
  readonly context?: WebhookContext;
  readonly log?: Log;
  readonly onAttempt?: NonNullable<WebhooksOptions['onAttempt']>;
}

export interface AddedEndpoint extends Endpoint {
  readonly secret: string;
}

export interface RigEvent {
  readonly type: EventType;
  readonly teamId: string;
  readonly userId: string | null;
  readonly data: unknown;
}

export type RigDelivery = Awaited<ReturnType<typeof readDeliveries>>[number];

export interface WebhookRigOptions {
  readonly clock?: Clock;
  readonly policy?: Partial<DeliveryPolicy>;
  readonly resolveHost?: ResolveHost;
}

const source = { kind: 'system' as const, id: null, address: null };

export async function createWebhookRig(options: WebhookRigOptions = {}): Promise<WebhookRig> {
  const { clock = systemClock } = options;
  const database = await createTestDatabase({ poolMax: 20 });
  const { db } = database;
  const sealingKey = randomBytes(32);
  const context = createWebhookContext({
    clock,
    sealer: createSealer([{ id: 'test', key: sealingKey }]),
    addressPolicy: createAddressPolicy({ allowsHttp: true, allowedSubnets: ['127.0.0.0/8'] }),
    ...(options.policy ? { policy: options.policy } : {}),
    resolveHost: options.resolveHost ?? (async () => ['127.0.0.1']),
  });
  const nodes: Webhooks[] = [];
  const teamId = await addTeam();
  const userId = await addUser();

  async function addTeam(): Promise<string> {
    const name = `Team ${randomBytes(4).toString('hex')}`;
    const creation = await createTeam(db, clock, source, { name });
    if (creation.kind !== 'created') throw new Error('the team was there');
    return creation.team.id;
  }

  async function addUser(): Promise<string> {
    const clientUserId = `user-${randomBytes(4).toString('hex')}`;
    const creation = await createUser(db, clock, source, { teamId, clientUserId });
    if (creation.kind !== 'created') throw new Error('the user was there');
    return creation.user.id;
  }

  return {
    db,
    databaseUrl: database.url,
    context,
    sealingKey: sealingKey.toString('hex'),
    teamId,
    userId,
    addUser,
    addTeam,
    createNode(node = {}) {
      const { log = silentLog } = node;
      const webhooks = createWebhooks({ db, context, random: seededRandom(5), ...node, log });
      nodes.push(webhooks);
      return webhooks;
    },
    async addEndpoint(url, settings = {}) {
      const judged = await judgeUrl(context, url);
      if (judged.kind !== 'judged') throw new Error(`refused: ${judged.problem}`);
      const creation = await createEndpoint(db, context, { teamId, ...settings, url: judged });
      if (creation.kind !== 'created') throw new Error(`refused: ${creation.kind}`);
      return { ...creation.endpoint, secret: creation.secret };
    },
    append(...events) {
      const made = events.map((event) =>
        createEvent(clock, {
          type: 'daily.data.glucose.created',
          teamId,
          userId,
          clientUserId: 'user',
          data: { value: 5.6 },
          ...event,
        }),
      );
      return inTransaction(db, async (db) => {
        await appendEvents(db, made);
        return made;
      });
    },
    deliveries: () => readDeliveries(db),
    async close() {
      await Promise.all(nodes.map((node) => node.stop()));
      await database.close();
    },
  };
}

function readDeliveries(db: Db) {
  return db
    .selectFrom('webhook_deliveries')
    .selectAll()
    .orderBy('event_position')
    .orderBy('endpoint_id')
    .execute();
}

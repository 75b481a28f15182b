import type { Db } from '#db';
import { type Clock, systemClock } from '#std/clock';
import type { Log } from '#std/log';
import type { Random } from '#std/random';
import type { Service } from '#std/service';
import { createPruner } from './deliveries/index.ts';
import type { WebhookKit } from './endpoints/index.ts';
import { createPoster } from './http/index.ts';
import { createReplayer } from './replays/index.ts';
import type { AttemptReport } from './sending/index.ts';
import { createSender } from './sending/index.ts';
import { createStager } from './staging/index.ts';

/**
 * Everything that runs: the stager turns events into deliveries, the sender sends them, the
 * replayer orders old ones again and the pruner takes them away. Any number of nodes may run all of
 * it against one database.
 */
export interface Webhooks extends Service {
  /** Tells that the log grew. Cheap; safe to call often. */
  wake(): void;
  /** Tells that these endpoints have something due now, after a resend say. */
  tell(endpointIds: readonly string[]): void;
  /**
   * One pass without the loops: stages, replays and sends all that is due by the clock, and settles
   * it. For tests and tools that move the clock themselves.
   */
  deliverDue(): Promise<void>;
  /** Attempts in flight or still to be settled. */
  inFlightCount(): number;
}

export interface WebhooksOptions {
  readonly db: Db;
  readonly kit: WebhookKit;
  readonly random: Random;
  readonly log: Log;
  /** For what takes real time, requests above all, also where `kit.clock` is a test's. */
  readonly networkClock?: Clock;
  readonly onAttempt?: (report: AttemptReport) => void;
  /** Certificate authorities in PEM, instead of the platform's. */
  readonly trustedAuthorities?: readonly string[] | undefined;
}

export function createWebhooks(options: WebhooksOptions): Webhooks {
  const { db, kit, random, log, networkClock = systemClock, onAttempt = () => {} } = options;
  const { clock, sealer, policy, resolveHost } = kit;
  const poster = createPoster({
    policy: kit.addressPolicy,
    resolveHost,
    clock: networkClock,
    statusTimeoutMs: policy.statusTimeoutMs,
    connectTimeoutMs: policy.connectTimeoutMs,
    trustedAuthorities: options.trustedAuthorities,
  });
  const parts = { db, clock, log, policy, gatherClock: networkClock };
  const sender = createSender({ ...parts, random, sealer, poster, onAttempt });
  const stager = createStager({
    ...parts,
    onStaged: (endpointIds) => sender.tell(endpointIds),
  });
  const replayer = createReplayer({
    ...parts,
    onStaged: (endpointIds) => sender.tell(endpointIds),
  });
  const pruner = createPruner(parts);

  return {
    async start() {
      for (const part of [sender, stager, replayer, pruner]) await part.start();
    },
    async stop() {
      await Promise.all([stager.stop(), replayer.stop(), pruner.stop()]);
      await sender.stop();
      await poster.close();
    },
    wake: stager.wake,
    tell(endpointIds) {
      replayer.wake();
      sender.tell(endpointIds);
    },
    async deliverDue() {
      let hasMore = true;
      while (hasMore) {
        const isReplaying = await replayer.advanceAll();
        await sender.sendDue();
        hasMore = (await stager.stageAll()) > 0 || isReplaying;
      }
    },
    inFlightCount: () => sender.inFlightCount(),
  };
}

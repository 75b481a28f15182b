import type { Db } from '#db';
import { type Clock, systemClock } from '#std/clock';
import type { Log } from '#std/log';
import type { Random } from '#std/random';
import type { Service } from '#std/service';
import { createPruner } from './deliveries/index.ts';
import type { WebhookContext } from './endpoints/index.ts';
import { createPoster } from './http/index.ts';
import { createReplayer } from './replays/index.ts';
import type { AttemptReport } from './sending/index.ts';
import { createSender } from './sending/index.ts';
import { createStager } from './staging/index.ts';

/**
 * The services of webhooks: the stager turns events into deliveries, the sender sends them, the
 * replayer makes old ones due again, and the pruner removes what is no longer needed. Any number of
 * nodes may run all of them against one database.
 */
export interface Webhooks extends Service {
  /** Says that the log has grown. Cheap; safe to call often. */
  wake(): void;
  /** Says that these endpoints have something due now, for example after a resend. */
  markDue(endpointIds: readonly string[]): void;
  /**
   * One pass without the loops: stages, replays and sends everything that is due by the clock, and
   * writes the outcomes. For tests that move the clock themselves.
   */
  deliverDue(): Promise<void>;
  /** Attempts in flight, and those whose outcome is not yet written. */
  inFlightCount(): number;
}

export interface WebhooksOptions {
  readonly db: Db;
  readonly context: WebhookContext;
  readonly random: Random;
  readonly log: Log;
  /** Real time, for requests and batches, even where a test gives a virtual `context.clock`. */
  readonly systemClock?: Clock;
  readonly onAttempt?: (report: AttemptReport) => void;
  /** Certificate authorities in PEM, instead of Node's. */
  readonly trustedAuthorities?: readonly string[] | undefined;
}

export function createWebhooks(options: WebhooksOptions): Webhooks {
  const { db, context, random, log, onAttempt = () => {} } = options;
  const realTime = options.systemClock ?? systemClock;
  const { clock, sealer, policy, resolveHost } = context;
  const poster = createPoster({
    policy: context.addressPolicy,
    resolveHost,
    clock: realTime,
    statusTimeoutMs: policy.statusTimeoutMs,
    connectTimeoutMs: policy.connectTimeoutMs,
    trustedAuthorities: options.trustedAuthorities,
  });
  const parts = { db, clock, log, policy, systemClock: realTime };
  const sender = createSender({ ...parts, random, sealer, poster, onAttempt });
  const stager = createStager({
    ...parts,
    onStaged: (endpointIds) => sender.markDue(endpointIds),
  });
  const replayer = createReplayer({
    ...parts,
    pace: context.replayPace,
    onStaged: (endpointIds) => sender.markDue(endpointIds),
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
    markDue(endpointIds) {
      replayer.wake();
      sender.markDue(endpointIds);
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

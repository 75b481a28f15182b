import type { Db } from '#db';
import { findPayloads } from '#events';
import { type Clock, dateOf } from '#std/clock';
import type { Gatherer } from '#std/gatherer';
import type { Log } from '#std/log';
import { createLoop, type Loop } from '#std/loop';
import type { Random } from '#std/random';
import type { Sealer } from '#std/sealed-box';
import type { Service } from '#std/service';
import type { DeliveryPolicy } from '#webhooks/deliveries';
import { cancelPending } from '#webhooks/deliveries';
import type { Poster } from '#webhooks/http';
import { type ClaimedDelivery, claimDeliveries } from './claim-deliveries.ts';
import { type AttemptReport, type Courier, createCourier } from './courier.ts';
import { createDueEndpoints } from './due-endpoints.ts';
import { findDueEndpoints } from './find-due-endpoints.ts';
import { findTargets, type Target } from './find-targets.ts';
import type { SettledAttempt } from './settle-batch.ts';
import { createAttemptSettler } from './settle-together.ts';
import { createSlots, type Slots } from './slots.ts';

/**
 * Sends what is due. A claim is a lease that ends by itself (W1): when a node dies, other nodes send
 * its deliveries again under the same ids. No database connection is held while we wait for a
 * receiver.
 */
export interface Sender extends Service {
  /** Says that these endpoints have something due now. */
  markDue(endpointIds: readonly string[]): void;
  /** Sends everything that is due now and writes the outcomes, without the loops. */
  sendDue(): Promise<void>;
  /** Attempts in flight, and those whose outcome is not yet written. */
  inFlightCount(): number;
}

export interface SenderOptions {
  readonly db: Db;
  readonly clock: Clock;
  /** Times the gathering of batches, even where a test gives a virtual `clock`. */
  readonly systemClock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly sealer: Sealer;
  readonly policy: DeliveryPolicy;
  readonly poster: Poster;
  readonly onAttempt: (report: AttemptReport) => void;
}

const retryMs = 1_000;
/** How many endpoints one sweep finds at most; the next sweep finds the rest. */
const sweepEndpointsMax = 10_000;

export function createSender(options: SenderOptions): Sender {
  return new ClaimingSender(options);
}

class ClaimingSender implements Sender {
  readonly #options: SenderOptions;
  readonly #dueEndpoints = createDueEndpoints();
  readonly #slots: Slots;
  /**
   * Endpoints with more due than they have slots for; they are served again when slots become free.
   */
  readonly #awaitingSlots = new Set<string>();
  readonly #settler: Gatherer<SettledAttempt>;
  readonly #courier: Courier;
  readonly #loop: Loop;
  /** Endpoints of which it was told once that they do not open. */
  readonly #unopenedIds = new Set<string>();
  #nextSweepMs = 0;
  #claimedCount = 0;

  constructor(options: SenderOptions) {
    const { clock, log, policy } = options;
    this.#options = options;
    this.#slots = createSlots(policy.inFlightMax);
    const onSettled = (outcomes: readonly SettledAttempt[]) => this.#release(outcomes);
    const settler = createAttemptSettler({ ...options, onSettled });
    this.#settler = settler;
    this.#courier = createCourier({ ...options, onOutcome: (outcome) => settler.add(outcome) });
    const step = () => this.#step();
    this.#loop = createLoop({ name: 'webhooks.send', clock, log, retryMs, step });
  }

  async start(): Promise<void> {
    await this.#loop.start();
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
    await this.#courier.drained();
    await this.#stopSettling();
  }

  /**
   * Writes what is left, but does not wait for an unavailable database: the leases end by
   * themselves.
   */
  async #stopSettling(): Promise<void> {
    try {
      await this.#settler.stop();
    } catch (error) {
      const count = this.#slots.taken();
      this.#options.log.error('deliveries.unsettled', { count, error });
    }
  }

  markDue(endpointIds: readonly string[]): void {
    const nowMs = this.#options.clock.nowMs();
    for (const endpointId of endpointIds) this.#dueEndpoints.add(endpointId, nowMs);
    if (endpointIds.length > 0) this.#loop.wake();
  }

  async sendDue(): Promise<void> {
    let claimedCount: number;
    do {
      claimedCount = this.#claimedCount;
      this.#nextSweepMs = 0;
      await this.#step();
      await this.#courier.drained();
      await this.#settler.flush();
    } while (this.#claimedCount > claimedCount);
  }

  inFlightCount(): number {
    return this.#slots.taken();
  }

  async #step(): Promise<number> {
    const { clock, policy } = this.#options;
    const nowMs = clock.nowMs();
    if (nowMs >= this.#nextSweepMs) await this.#sweep(nowMs);
    if (this.#slots.free() === 0) return policy.sweepMs;
    const endpointIds = this.#dueEndpoints.takeDue(nowMs, policy.endpointsPerClaimMax);
    try {
      if (endpointIds.length > 0) await this.#serve(endpointIds);
    } catch (error) {
      for (const endpointId of endpointIds) this.#dueEndpoints.add(endpointId, nowMs);
      throw error;
    }
    const nextMs = Math.min(this.#nextSweepMs, this.#dueEndpoints.nextDueMs() ?? this.#nextSweepMs);
    return nextMs - clock.nowMs();
  }

  async #sweep(nowMs: number): Promise<void> {
    const { db, policy } = this.#options;
    const soon = new Date(nowMs + policy.sweepMs);
    for (const { endpointId, dueAt } of await findDueEndpoints(db, soon, sweepEndpointsMax)) {
      this.#dueEndpoints.add(endpointId, dueAt.getTime());
    }
    this.#nextSweepMs = nowMs + policy.sweepMs;
  }

  async #serve(endpointIds: readonly string[]): Promise<void> {
    const { db, clock, sealer } = this.#options;
    const now = dateOf(clock);
    const { targets, unopenedIds } = await findTargets(db, sealer, now, endpointIds);
    this.#tellUnopened(unopenedIds);
    const open: Target[] = [];
    for (const target of targets) {
      const { endpointId, isDisabled, slowedUntil } = target;
      if (isDisabled) await this.#cancel(endpointId, now);
      else if (slowedUntil && slowedUntil > now)
        this.#dueEndpoints.add(endpointId, slowedUntil.getTime());
      else open.push(target);
    }
    if (open.length > 0) await this.#claim(open, now);
  }

  /** They stay due, and are tried at each sweep: with the right key they are sent to again. */
  #tellUnopened(endpointIds: readonly string[]): void {
    const news = endpointIds.filter((endpointId) => !this.#unopenedIds.has(endpointId));
    for (const endpointId of news) this.#unopenedIds.add(endpointId);
    if (news.length === 0) return;
    this.#options.log.error('endpoint.unopened', { endpointIds: news });
  }

  async #cancel(endpointId: string, now: Date): Promise<void> {
    const { db, policy } = this.#options;
    const count = await cancelPending(db, endpointId, now, policy.rowsPerStepMax);
    if (count === policy.rowsPerStepMax) this.#dueEndpoints.add(endpointId, now.getTime());
  }

  async #claim(open: readonly Target[], now: Date): Promise<void> {
    const { db, policy } = this.#options;
    const quotas = this.#allot(open);
    const leaseUntil = new Date(now.getTime() + policy.leaseMs);
    const claimed = await claimDeliveries(db, { now, leaseUntil, quotas });
    this.#claimedCount += claimed.length;
    for (const { endpointId } of claimed) this.#slots.take(endpointId);
    const counts = Map.groupBy(claimed, ({ endpointId }) => endpointId);
    for (const [index, target] of open.entries()) {
      const claimedCount = counts.get(target.endpointId)?.length ?? 0;
      this.#requeue(target, quotas[index]?.quota ?? 0, claimedCount, now);
    }
    await this.#send(new Map(open.map((target) => [target.endpointId, target])), claimed);
  }

  /** Divides the claims evenly among endpoints, within the slots that each may take. */
  #allot(open: readonly Target[]): { endpointId: string; quota: number }[] {
    let left = Math.min(this.#slots.free(), this.#options.policy.claimMax);
    const share = Math.ceil(left / open.length);
    return open.map(({ endpointId }) => {
      const quota = Math.min(share, left, this.#slots.freeFor(endpointId));
      left -= quota;
      return { endpointId, quota };
    });
  }

  /** Plans when an endpoint that may have more due is served again. */
  #requeue(target: Target, quota: number, claimedCount: number, now: Date): void {
    const { endpointId, ratePerSecond, concurrency } = target;
    const taken = this.#slots.takenBy(endpointId);
    if (taken > 0 && (taken >= concurrency || this.#slots.freeFor(endpointId) === 0)) {
      this.#awaitingSlots.add(endpointId);
    } else if (claimedCount === quota) {
      this.#dueEndpoints.add(endpointId, now.getTime());
    } else if (ratePerSecond && claimedCount > 0) {
      this.#dueEndpoints.add(endpointId, now.getTime() + paceMs(claimedCount, ratePerSecond));
    }
  }

  async #send(
    targets: ReadonlyMap<string, Target>,
    claimed: readonly ClaimedDelivery[],
  ): Promise<void> {
    let payloads: ReadonlyMap<number, string>;
    try {
      payloads = await findPayloads(this.#options.db, claimed);
    } catch (error) {
      // Their leases end by themselves, and then they are claimed again.
      for (const { endpointId } of claimed) this.#slots.release(endpointId);
      throw error;
    }
    for (const delivery of claimed) {
      const target = targets.get(delivery.endpointId);
      if (target) this.#courier.send(target, delivery, payloads.get(delivery.position) ?? null);
    }
  }

  #release(outcomes: readonly SettledAttempt[]): void {
    const nowMs = this.#options.clock.nowMs();
    let isWanted = this.#slots.free() === 0;
    for (const { target, next } of outcomes) {
      const { endpointId } = target;
      this.#slots.release(endpointId);
      if (next.next === 'retry') this.#dueEndpoints.add(endpointId, nowMs + next.delayMs);
      if (!this.#awaitingSlots.delete(endpointId)) continue;
      this.#dueEndpoints.add(endpointId, nowMs);
      isWanted = true;
    }
    if (isWanted) this.#loop.wake();
  }
}

/** A little longer than the claimed deliveries take at this rate. */
function paceMs(claimedCount: number, ratePerSecond: number): number {
  return Math.ceil((1_100 * claimedCount) / ratePerSecond) + 5;
}

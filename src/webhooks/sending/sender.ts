import type { Db } from '#db';
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
import { createDueBoard } from './due-endpoints.ts';
import { findDueEndpoints } from './find-due-endpoints.ts';
import { findPayloads } from './find-payloads.ts';
import { findTargets, type Target } from './find-targets.ts';
import type { SettledAttempt } from './settle-batch.ts';
import { createAttemptSettler } from './settle-together.ts';
import { createSlots, type Slots } from './slots.ts';

/**
 * Sends what is due. A claim is a lease that ends by itself (W1): a node that dies is not waited
 * for, and what it had in flight is sent again, under the same id. No database connection is held
 * while a receiver takes its time.
 */
export interface Sender extends Service {
  /** Tells that these endpoints have something due now. */
  tell(endpointIds: readonly string[]): void;
  /** Sends all that is due now and settles it, without the loops being started. */
  sendDue(): Promise<void>;
  /** Attempts in flight or still to be settled. */
  inFlightCount(): number;
}

export interface SenderOptions {
  readonly db: Db;
  readonly clock: Clock;
  /** For waiting until more attempts have ended; the machine's own. */
  readonly gatherClock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly sealer: Sealer;
  readonly policy: DeliveryPolicy;
  readonly poster: Poster;
  readonly onAttempt: (report: AttemptReport) => void;
}

const retryMs = 1_000;
/** Endpoints that one sweep takes notice of; the next one finds the rest. */
const sweepEndpointsMax = 10_000;

export function createSender(options: SenderOptions): Sender {
  return new ClaimingSender(options);
}

class ClaimingSender implements Sender {
  readonly #options: SenderOptions;
  readonly #board = createDueBoard();
  readonly #slots: Slots;
  /** Endpoints that had more due than they could be given: served again after a settlement. */
  readonly #crowded = new Set<string>();
  readonly #settler: Gatherer<SettledAttempt>;
  readonly #courier: Courier;
  readonly #loop: Loop;
  #nextSweepMs = 0;
  #claimedCount = 0;

  constructor(options: SenderOptions) {
    const { clock, log, policy } = options;
    this.#options = options;
    this.#slots = createSlots(policy.inFlightMax);
    const onSettled = (attempts: readonly SettledAttempt[]) => this.#release(attempts);
    const settler = createAttemptSettler({ ...options, onSettled });
    this.#settler = settler;
    this.#courier = createCourier({ ...options, onEnd: (attempt) => settler.add(attempt) });
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

  /** Writes what is left, but waits for no database that is gone: leases end by themselves. */
  async #stopSettling(): Promise<void> {
    try {
      await this.#settler.stop();
    } catch (error) {
      const count = this.#slots.taken();
      this.#options.log.error('deliveries.unsettled', { count, error });
    }
  }

  tell(endpointIds: readonly string[]): void {
    const nowMs = this.#options.clock.nowMs();
    for (const endpointId of endpointIds) this.#board.note(endpointId, nowMs);
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
    const endpointIds = this.#board.takeDue(nowMs, policy.endpointsPerClaimMax);
    try {
      if (endpointIds.length > 0) await this.#serve(endpointIds);
    } catch (error) {
      for (const endpointId of endpointIds) this.#board.note(endpointId, nowMs);
      throw error;
    }
    const nextMs = Math.min(this.#nextSweepMs, this.#board.nextDueMs() ?? this.#nextSweepMs);
    return nextMs - clock.nowMs();
  }

  async #sweep(nowMs: number): Promise<void> {
    const { db, policy } = this.#options;
    const soon = new Date(nowMs + policy.sweepMs);
    for (const { endpointId, dueAt } of await findDueEndpoints(db, soon, sweepEndpointsMax)) {
      this.#board.note(endpointId, dueAt.getTime());
    }
    this.#nextSweepMs = nowMs + policy.sweepMs;
  }

  async #serve(endpointIds: readonly string[]): Promise<void> {
    const { db, clock, sealer } = this.#options;
    const now = dateOf(clock);
    const targets = await findTargets(db, sealer, now, endpointIds);
    const open: Target[] = [];
    for (const target of targets.values()) {
      const { endpointId, isDisabled, slowedUntil } = target;
      if (isDisabled) await this.#cancel(endpointId, now);
      else if (slowedUntil && slowedUntil > now)
        this.#board.note(endpointId, slowedUntil.getTime());
      else open.push(target);
    }
    if (open.length > 0) await this.#claim(open, now);
  }

  async #cancel(endpointId: string, now: Date): Promise<void> {
    const { db, policy } = this.#options;
    const count = await cancelPending(db, endpointId, now, policy.rowsPerStepMax);
    if (count === policy.rowsPerStepMax) this.#board.note(endpointId, now.getTime());
  }

  async #claim(open: readonly Target[], now: Date): Promise<void> {
    const { db, policy } = this.#options;
    const rooms = this.#shareOut(open);
    const leaseUntil = new Date(now.getTime() + policy.leaseMs);
    const claimed = await claimDeliveries(db, { now, leaseUntil, rooms });
    this.#claimedCount += claimed.length;
    for (const { endpointId } of claimed) this.#slots.take(endpointId);
    const counts = Map.groupBy(claimed, ({ endpointId }) => endpointId);
    for (const [index, target] of open.entries()) {
      const claimedCount = counts.get(target.endpointId)?.length ?? 0;
      this.#noteMore(target, rooms[index]?.room ?? 0, claimedCount, now);
    }
    await this.#send(new Map(open.map((target) => [target.endpointId, target])), claimed);
  }

  /** Divides what may be claimed evenly among endpoints, within the slots that each may take. */
  #shareOut(open: readonly Target[]): { endpointId: string; room: number }[] {
    let left = Math.min(this.#slots.free(), this.#options.policy.claimMax);
    const share = Math.ceil(left / open.length);
    return open.map(({ endpointId }) => {
      const room = Math.min(share, left, this.#slots.roomFor(endpointId));
      left -= room;
      return { endpointId, room };
    });
  }

  /** Notes when an endpoint that may have more due is to be served again. */
  #noteMore(target: Target, room: number, claimedCount: number, now: Date): void {
    const { endpointId, ratePerSecond, concurrency } = target;
    const taken = this.#slots.takenBy(endpointId);
    if (taken > 0 && (taken >= concurrency || this.#slots.roomFor(endpointId) === 0)) {
      this.#crowded.add(endpointId);
    } else if (claimedCount === room) {
      this.#board.note(endpointId, now.getTime());
    } else if (ratePerSecond && claimedCount > 0) {
      this.#board.note(endpointId, now.getTime() + paceMs(claimedCount, ratePerSecond));
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
      // Their leases end by themselves.
      for (const { endpointId } of claimed) this.#slots.give(endpointId);
      throw error;
    }
    for (const delivery of claimed) {
      const target = targets.get(delivery.endpointId);
      if (target) this.#courier.send(target, delivery, payloads.get(delivery.position) ?? null);
    }
  }

  #release(attempts: readonly SettledAttempt[]): void {
    const nowMs = this.#options.clock.nowMs();
    let isWanted = this.#slots.free() === 0;
    for (const { target, next } of attempts) {
      const { endpointId } = target;
      this.#slots.give(endpointId);
      if (next.next === 'retry') this.#board.note(endpointId, nowMs + next.delayMs);
      if (!this.#crowded.delete(endpointId)) continue;
      this.#board.note(endpointId, nowMs);
      isWanted = true;
    }
    if (isWanted) this.#loop.wake();
  }
}

/** A little more than what the claimed ones take of the rate. */
function paceMs(claimedCount: number, ratePerSecond: number): number {
  return Math.ceil((1_100 * claimedCount) / ratePerSecond) + 5;
}

import { onTestFinished } from 'vitest';
import type { Db } from '#db';
import { createFollower, type Follower } from '#events';
import { type CredentialWatch, createLive, type Live } from '#live';
import type { FollowerOptions } from '#src/events/follower.ts';
import type { LiveLimits } from '#src/live/live.ts';
import type { LiveReader } from '#src/live/live-reader.ts';
import { systemClock } from '#std/clock';
import { silentLog } from '#std/log';

export interface LiveNode {
  readonly follower: Follower;
  readonly live: Live;
}

export interface LiveNodeOptions {
  readonly db: Db;
  readonly follower?: Partial<FollowerOptions>;
  readonly limits?: Partial<LiveLimits>;
  readonly credentialWatch?: CredentialWatch;
}

/** One node's follower and subscriptions over a log, until the test is over. */
export async function startLiveNode(options: LiveNodeOptions): Promise<LiveNode> {
  const { db, limits = {}, credentialWatch } = options;
  const follower = createFollower({
    db,
    clock: systemClock,
    log: silentLog,
    pollMs: 10,
    ...options.follower,
  });
  await follower.start();
  const clocks = { clock: systemClock, systemClock };
  const watching = credentialWatch && { credentialWatch };
  const live = createLive({ follower, db, limits, ...clocks, ...watching });
  onTestFinished(async () => {
    await live.stop();
    await follower.stop();
  });
  return { follower, live };
}

/** Takes a number of messages, and leaves the reader open. */
export async function takeIds(reader: LiveReader, count: number): Promise<string[]> {
  const ids: string[] = [];
  while (ids.length < count) {
    const { done, value } = await reader.next();
    if (done) throw new Error(`the reader ended after ${ids.length} of ${count} messages`);
    ids.push(value.event.id);
  }
  return ids;
}

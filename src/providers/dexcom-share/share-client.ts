import type { ReadingBatch, ReadWindow, Region, Sharing } from '#providers/provider';
import { assert } from '#std/assert';
import { type Clock, systemClock } from '#std/clock';
import {
  acceptFollowerCount,
  acceptId,
  acceptReadings,
  acceptSharingState,
  isRealId,
} from './accept.ts';
import { type Caller, createCaller, type ShareRequest } from './caller.ts';
import { DexcomShareError } from './dexcom-share-error.ts';
import { applicationIds, dexcomBaseUrls } from './regions.ts';
import { createTransport } from './transport.ts';
import { verdictOnSilence } from './verdict.ts';

/**
 * Dexcom Share as a wearer's own account sees it. Each method sends what its comment says and
 * never sends it twice, and asks for no permit: `log-in` does. All reject with DexcomShareError, or with the signal's reason once that is
 * aborted (the request may have arrived all the same).
 */
export interface ShareClient {
  /** Finds the account's id, which changes only when Dexcom moves the account. One request, with the password. */
  authenticate(
    region: Region,
    accountName: string,
    password: string,
    signal?: AbortSignal,
  ): Promise<string>;
  /**
   * Logs in and resolves to the session's id, good for about a day. One request, with the
   * password; none, and `rejected`, when the account id is no UUID.
   */
  openSession(
    region: Region,
    accountId: string,
    password: string,
    signal?: AbortSignal,
  ): Promise<string>;
  /**
   * Reads the latest glucose values, counted back from the server's present, of at
   * most `minutesMax` and `countMax`. One request; none,
   * and `session-ended`, when the session id is no UUID. An empty batch says nothing of why.
   */
  readGlucose(
    region: Region,
    sessionId: string,
    window: ReadWindow,
    signal?: AbortSignal,
  ): Promise<ReadingBatch>;
  /**
   * Asks whether the wearer shares, and with how many. Two requests, one after the other. What
   * Dexcom does not answer as expected is null; rejects only with `session-ended` and `throttled`,
   * since the caller has to act on those.
   */
  readSharing(region: Region, sessionId: string, signal?: AbortSignal): Promise<Sharing>;
  /** Takes no more calls, waits for those in flight and closes the connections. */
  close(): Promise<void>;
}

/** Dexcom keeps a day for Share: 288 readings of a sensor that measures every 5 minutes. */
export const minutesMax = 1440;
export const countMax = 1440;

export interface ShareClientOptions {
  /** Tells the present for a Retry-After that names a date. */
  readonly clock: Clock;
  /**
   * Measures deadlines and durations; the platform's unless given. It is apart from `clock`
   * because a silent socket is silent in real time, also where tests let days pass in a second.
   */
  readonly systemClock?: Clock;
  /** Dexcom's hosts unless given. All regions or none: a sandbox must not reach Dexcom by one. */
  readonly baseUrls?: Readonly<Record<Region, string>>;
  /** From the call to the last byte of the answer, waiting for a free connection included. */
  readonly requestTimeoutMs?: number;
  readonly connectTimeoutMs?: number;
  /** Of an answer, compressed and unpacked alike. A day of readings takes about 32 kB. */
  readonly bodyBytesMax?: number;
  /** Connections per region. */
  readonly connectionsMax?: number;
  /** Requests per region under way or waiting for a connection; more are not sent. */
  readonly requestsMax?: number;
  readonly userAgent?: string;
  /** Told of each request as it ends. Must not throw. */
  readonly onRequest?: (request: ShareRequest) => void;
}

const defaults = {
  systemClock,
  baseUrls: dexcomBaseUrls,
  requestTimeoutMs: 15_000,
  connectTimeoutMs: 5_000,
  bodyBytesMax: 1024 * 1024,
  connectionsMax: 64,
  requestsMax: 1_024,
  userAgent: 'glucose-gateway',
};

export const unknownSharing: Sharing = { isSharingOn: null, followerCount: null };

/** Below this many readings, compressing the answer costs both sides more than it saves. */
const largeCount = 24;

export function createShareClient(options: ShareClientOptions): ShareClient {
  const settings = { ...defaults, ...options };
  const transport = createTransport(settings);
  const caller = createCaller(transport, settings.systemClock, settings.onRequest);

  return {
    authenticate(region, accountName, password, signal) {
      const applicationId = applicationIds[region];
      const json = JSON.stringify({ accountName, password, applicationId });
      return caller.ask({ region, call: 'authenticate', json, signal, accept: acceptId });
    },

    async openSession(region, accountId, password, signal) {
      const call = 'open-session';
      if (!isRealId(accountId)) {
        // Dexcom answers some of these as if the password were wrong.
        throw new DexcomShareError(region, call, verdictOnSilence('rejected', 'not-sent'));
      }
      const applicationId = applicationIds[region];
      const json = JSON.stringify({ accountId, password, applicationId });
      return await caller.ask({ region, call, json, signal, accept: acceptId });
    },

    async readGlucose(region, sessionId, { minutes, maxCount }, signal) {
      assert(isWithin(minutes, minutesMax), `minutes are whole and 1 to ${minutesMax}`);
      assert(isWithin(maxCount, countMax), `maxCount is whole and 1 to ${countMax}`);
      const call = 'read-glucose';
      if (!isRealId(sessionId)) {
        throw new DexcomShareError(region, call, verdictOnSilence('session-ended', 'not-sent'));
      }
      const query = `?sessionId=${sessionId}&minutes=${minutes}&maxCount=${maxCount}`;
      const isAnswerLarge = maxCount > largeCount;
      return await caller.ask({
        region,
        call,
        query,
        isAnswerLarge,
        signal,
        accept: acceptReadings,
      });
    },

    readSharing: (region, sessionId, signal) => readSharing(caller, region, sessionId, signal),

    close: () => transport.close(),
  };
}

async function readSharing(
  caller: Caller,
  region: Region,
  sessionId: string,
  signal: AbortSignal | undefined,
): Promise<Sharing> {
  if (!isRealId(sessionId)) {
    const verdict = verdictOnSilence('session-ended', 'not-sent');
    throw new DexcomShareError(region, 'read-sharing-state', verdict);
  }
  const common = { region, query: `?sessionId=${sessionId}`, signal };
  const state = await findValue(
    caller.ask({ ...common, call: 'read-sharing-state', accept: acceptSharingState }),
  );
  // A host that gave no answer at all will not give the second one either.
  if (!state.isAnswered) return unknownSharing;
  const followers = await findValue(
    caller.ask({ ...common, call: 'read-followers', accept: acceptFollowerCount }),
  );
  return { isSharingOn: state.value, followerCount: followers.value };
}

/** Makes null of every failure but those that the caller has to act on. */
async function findValue<T>(
  asked: Promise<T>,
): Promise<{ readonly value: T | null; readonly isAnswered: boolean }> {
  try {
    return { value: await asked, isAnswered: true };
  } catch (error) {
    if (!(error instanceof DexcomShareError)) throw error;
    if (error.failure === 'session-ended' || error.failure === 'throttled') throw error;
    return { value: null, isAnswered: error.httpStatus !== null };
  }
}

function isWithin(count: number, max: number): boolean {
  return Number.isInteger(count) && count >= 1 && count <= max;
}

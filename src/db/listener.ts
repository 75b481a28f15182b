import { Client } from 'pg';
import type { Clock } from '#std/clock';
import type { Log } from '#std/log';
import { PatientSocket } from '#std/patient-socket';
import { type Random, systemRandom } from '#std/random';
import type { Service } from '#std/service';
import { cutConnection } from './cut-connection.ts';
import { connectTimeoutMs, keepAliveDelayMs } from './database.ts';
import { forms, transactionDefaults, withOptions } from './session-settings.ts';

/**
 * Receives NOTIFY on a connection of its own. A notification carries no data and may be lost (E4): it
 * only says that something is new, and each reader also polls. After each connect, `onNotify` is
 * called once for every channel, since notifications may have been missed.
 *
 * A connection that was cut silently looks like an idle one, so it gets a query every ten seconds; a
 * connection that does not answer is given up within about 20 seconds.
 */
export interface ListenerOptions {
  /** Must lead to Postgres itself: a transaction pooler does not pass notifications on. */
  readonly url: string;
  readonly channels: readonly string[];
  /** Called without waiting for it; must not throw. */
  readonly onNotify: (channel: string) => void;
  readonly clock: Clock;
  readonly log: Log;
  readonly random?: Random;
}

const heartbeatMs = 10_000;
const answerMsMax = 8_000;
const reconnectMsMin = 1_000;
const reconnectMsMax = 10_000;

/** `start` resolves when the first attempt to connect has succeeded or failed. */
export function createListener(options: ListenerOptions): Service {
  const { clock, log, random = systemRandom } = options;
  let stopping: AbortController | undefined;
  let running: Promise<void> | undefined;

  async function run(signal: AbortSignal, onAttempted: () => void): Promise<void> {
    let failureCount = 0;
    while (!signal.aborted) {
      const error = await listenOnce(options, signal, () => {
        failureCount = 0;
        onAttempted();
      });
      onAttempted();
      if (signal.aborted) return;
      const delayMs = nextReconnectMs(failureCount, random);
      failureCount += 1;
      log.warn('listener.disconnected', { error, delayMs });
      await clock.sleep(delayMs, signal);
    }
  }

  return {
    async start() {
      if (running) return;
      stopping = new AbortController();
      const { signal } = stopping;
      await new Promise<void>((resolve) => {
        running = run(signal, resolve).finally(resolve);
      });
    },
    async stop() {
      stopping?.abort();
      await running;
      running = undefined;
    },
  };
}

/** The delay doubles from one second to ten; the upper half is random, so that nodes spread out. */
function nextReconnectMs(failureCount: number, random: Random): number {
  const fullMs = Math.min(reconnectMsMax, reconnectMsMin * 2 ** failureCount);
  return Math.max(reconnectMsMin, fullMs * (0.5 + random() / 2));
}

/** One connection, until it ends. Never rejects; returns the error that ended it, if any. */
async function listenOnce(
  { url, channels, onNotify, clock, log }: ListenerOptions,
  signal: AbortSignal,
  onConnected: () => void,
): Promise<unknown> {
  const client = new Client({
    ...withOptions(url, { ...forms, ...transactionDefaults }),
    application_name: 'gateway listener',
    connectionTimeoutMillis: connectTimeoutMs,
    stream: () => new PatientSocket(),
    keepAlive: true,
    keepAliveInitialDelayMillis: keepAliveDelayMs,
  });
  const ended = new AbortController();
  let endError: unknown;
  client.on('error', (error) => {
    endError = error;
    ended.abort();
  });
  client.on('end', () => ended.abort());
  client.on('notification', ({ channel }) => onNotify(channel));
  const cut = () => cutConnection(client);
  signal.addEventListener('abort', cut, { once: true });
  try {
    await client.connect();
    for (const channel of channels) {
      await answerOf(client.query(`listen ${client.escapeIdentifier(channel)}`), clock);
    }
    log.info('listener.connected', { channels });
    onConnected();
    for (const channel of channels) onNotify(channel);
    const over = AbortSignal.any([signal, ended.signal]);
    while (!over.aborted) {
      await clock.sleep(heartbeatMs, over);
      if (!over.aborted) await answerOf(client.query('select 1'), clock);
    }
    return endError;
  } catch (error) {
    return error;
  } finally {
    signal.removeEventListener('abort', cut);
    cut();
  }
}

/** Rejects when a query fails, or is not answered in time. */
async function answerOf(query: Promise<unknown>, clock: Clock): Promise<void> {
  const answered = new AbortController();
  const late = clock.sleep(answerMsMax, answered.signal).then(() => {
    if (!answered.signal.aborted) throw new Error(`Postgres gave no answer in ${answerMsMax} ms`);
  });
  try {
    await Promise.race([query, late]);
  } finally {
    answered.abort();
    // The late error of a query that was given up must not be thrown as unhandled.
    query.catch(() => {});
  }
}

import { onTestFinished } from 'vitest';
import type { ShareRequest } from '#src/providers/dexcom-share/caller.ts';
import { DexcomShareError } from '#src/providers/dexcom-share/dexcom-share-error.ts';
import type { ShareClientOptions } from '#src/providers/dexcom-share/share-client.ts';
import { createShareClient, type ShareClient } from '#src/providers/dexcom-share/share-client.ts';
import { type Clock, systemClock } from '#std/clock';
import { type ShareServer, startShareServer } from './share-server.ts';

export interface Bundle {
  readonly server: ShareServer;
  readonly share: ShareClient;
  /** What the hook was told. */
  readonly told: readonly ShareRequest[];
}

/** The present of the tests' clock: Sunday, 1 June 2025, noon UTC. */
export const noonMs = Date.UTC(2025, 5, 1, 12);

export const noonClock: Clock = { ...systemClock, nowMs: () => noonMs };

/** A server, and a client of which every region leads there. */
export async function setup(options: Partial<ShareClientOptions> = {}): Promise<Bundle> {
  const server = await startShareServer();
  const told: ShareRequest[] = [];
  const share = createShareClient({
    clock: noonClock,
    baseUrls: {
      US: server.baseUrl,
      OUS: `${server.baseUrl}/ous`,
      APAC: `${server.baseUrl}/apac/`,
    },
    onRequest: (request) => told.push(request),
    ...options,
  });
  onTestFinished(async () => {
    await server.stop();
    await share.close();
  });
  return { server, share, told };
}

/** The error that a call rejects with; fails the test if it is not this folder's. */
export async function failureOf(call: Promise<unknown>): Promise<DexcomShareError> {
  const error = await call.then(
    () => new Error('the call succeeded'),
    (reason: unknown) => reason,
  );
  if (error instanceof DexcomShareError) return error;
  throw error;
}

/** A clock of which the waits last until the test says otherwise. */
export function createHeldClock(): { readonly clock: Clock; readonly expire: () => void } {
  const wakes = new Set<() => void>();
  const clock: Clock = {
    ...systemClock,
    sleep(_delayMs, signal) {
      return new Promise((resolve) => {
        wakes.add(resolve);
        signal?.addEventListener('abort', () => resolve(), { once: true });
      });
    },
  };
  const expire = () => {
    for (const wake of wakes) wake();
  };
  return { clock, expire };
}

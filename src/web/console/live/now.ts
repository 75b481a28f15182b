import { deviceNowMs } from '#web/shared/platform.ts';
import { gateway } from './gateway.ts';

/** The gateway's time; that of the device only until the gateway has told its own. */
export const nowMs = (): number => gateway.nowMs() ?? deviceNowMs();

const roundMs = 5 * 60_000;

/** So long ago, cut to five minutes: a question that is asked twice soon after is the same one. */
export function isoBefore(spanMs: number, atMs = nowMs()): string {
  return new Date(Math.floor((atMs - spanMs) / roundMs) * roundMs).toISOString();
}

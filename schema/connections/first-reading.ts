import type { ConnectionRecord } from '#connections';

/** When the first reading may come at the earliest; null when one is there, or none is awaited. */
export function firstReadingExpectedAt({
  newestTakenAt,
  nextPollAt,
}: Pick<ConnectionRecord, 'newestTakenAt' | 'nextPollAt'>): Date | null {
  return newestTakenAt === null ? nextPollAt : null;
}

import { randomFillSync } from 'node:crypto';
import type { Clock } from '#std/clock';

/**
 * A UUID of version 7 (RFC 9562): the time in milliseconds, then 74 random bits. Ids that are made
 * at the same time are neighbours in an index, which keeps inserts cheap.
 */
export function newId(clock: Clock): string {
  const bytes = nextRandomBytes();
  bytes.writeUIntBE(clock.nowMs(), 0, 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}

const idBytes = 16;
/** Random bytes are generated for many ids at once, since a call costs more than the bytes. */
const drawn = Buffer.alloc(idBytes * 256);
let drawnAt = drawn.length;

/** Fresh random bytes in a shared buffer: the caller must use them before the next call. */
function nextRandomBytes(): Buffer {
  if (drawnAt === drawn.length) {
    randomFillSync(drawn);
    drawnAt = 0;
  }
  drawnAt += idBytes;
  return drawn.subarray(drawnAt - idBytes, drawnAt);
}

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a text is a UUID of any version, so that Postgres accepts it as one. */
export function isUuid(text: string): boolean {
  return uuidPattern.test(text);
}

/** When an id of version 7 was made, in epoch milliseconds; null for another id. */
export function timeOfId(id: string): number | null {
  return isUuid(id) && id[14] === '7'
    ? Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
    : null;
}

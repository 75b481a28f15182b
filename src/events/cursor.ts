import { crc32 } from 'node:zlib';
import { assert } from '#std/assert';
import { isUuid } from '#std/ids';
import type { LogHead } from './find-log-head.ts';

/**
 * The place of a reader in the log: just after the event at `position`. Opaque to clients, valid on
 * every node and after any restart or restore of the log.
 *
 * Layout, in base64url: version (1 byte), log id (16), position (6), CRC-32 of these (4). The
 * checksum detects a cursor that was cut or mistyped. It is no signature: a cursor grants no right.
 */
export interface Cursor {
  readonly logId: string;
  readonly position: number;
}

const version = 1;
const idBytes = 16;
const positionBytes = 6;
const checkedBytes = 1 + idBytes + positionBytes;
const cursorPattern = /^[A-Za-z0-9_-]{36}$/;

export function encodeCursor(logId: string, position: number): string {
  assert(isUuid(logId), 'a log has a UUID');
  assert(position >= 0 && position < 2 ** (8 * positionBytes), 'a position fits its bytes');
  const bytes = Buffer.alloc(checkedBytes + 4);
  bytes[0] = version;
  bytes.write(logId.replaceAll('-', ''), 1, 'hex');
  bytes.writeUIntBE(position, 1 + idBytes, positionBytes);
  bytes.writeUInt32BE(crc32(bytes.subarray(0, checkedBytes)), checkedBytes);
  return bytes.toString('base64url');
}

/** Null for a text that is no cursor. */
export function decodeCursor(text: string): Cursor | null {
  if (!cursorPattern.test(text)) return null;
  const bytes = Buffer.from(text, 'base64url');
  if (bytes[0] !== version) return null;
  if (bytes.readUInt32BE(checkedBytes) !== crc32(bytes.subarray(0, checkedBytes))) return null;
  const hex = bytes.toString('hex', 1, 1 + idBytes);
  const logId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return { logId, position: bytes.readUIntBE(1 + idBytes, positionBytes) };
}

export type CursorVerdict =
  | { readonly kind: 'valid'; readonly position: number }
  /** Not a cursor. */
  | { readonly kind: 'malformed' }
  /** A cursor of another log, or from beyond the end of this one. */
  | { readonly kind: 'foreign' }
  /** Events after it were pruned; `oldestCursor` is the oldest from which one can resume. */
  | { readonly kind: 'too-old'; readonly oldestCursor: string };

/** Whether a reader can resume from a cursor. The head must be read after the cursor was given. */
export function judgeCursor(head: LogHead, text: string): CursorVerdict {
  const cursor = decodeCursor(text);
  if (!cursor) return { kind: 'malformed' };
  if (cursor.logId !== head.logId || cursor.position > head.drawnPosition) {
    return { kind: 'foreign' };
  }
  if (cursor.position < head.prunedPosition) {
    return { kind: 'too-old', oldestCursor: encodeCursor(head.logId, head.prunedPosition) };
  }
  return { kind: 'valid', position: cursor.position };
}

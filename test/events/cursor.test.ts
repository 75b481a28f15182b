import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCursor, encodeCursor, judgeCursor } from '#events';
import { systemClock } from '#std/clock';
import { newId } from '#std/ids';

function setup() {
  const logId = newId(systemClock);
  const head = { logId, position: 90, drawnPosition: 100, prunedPosition: 10 };
  return { logId, head };
}

describe('a cursor', () => {
  it('gives its log and position back, whatever they are', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.integer({ min: 0, max: 2 ** 48 - 1 }), (logId, position) => {
        const text = encodeCursor(logId, position);
        expect(text).toMatch(/^[A-Za-z0-9_-]+$/);
        expect(decodeCursor(text)).toEqual({ logId, position });
      }),
    );
  });

  it('is valid from where the log was pruned up to its end', () => {
    const { logId, head } = setup();
    for (const position of [10, 50, 90, 100]) {
      const verdict = judgeCursor(head, encodeCursor(logId, position));
      expect(verdict).toEqual({ kind: 'valid', position });
    }
  });

  it('is too old before that, and the oldest valid one is told', () => {
    const { logId, head } = setup();
    const verdict = judgeCursor(head, encodeCursor(logId, 9));
    expect(verdict).toEqual({ kind: 'too-old', oldestCursor: encodeCursor(logId, 10) });
  });

  it('is foreign from another log, or from beyond the end', () => {
    const { logId, head } = setup();
    const others = [encodeCursor(newId(systemClock), 50), encodeCursor(logId, 101)];
    for (const text of others) expect(judgeCursor(head, text)).toEqual({ kind: 'foreign' });
  });

  it('is malformed when a letter is wrong, missing or too much', () => {
    const { logId, head } = setup();
    const good = encodeCursor(logId, 50);
    const changes = fc.record({ at: fc.nat(good.length - 1), letter: fc.base64String() });
    fc.assert(
      fc.property(changes, ({ at, letter }) => {
        const text = good.slice(0, at) + letter + good.slice(at + 1);
        if (text === good) return;
        expect(judgeCursor(head, text)).toEqual({ kind: 'malformed' });
      }),
    );
    for (const text of ['', '0', good.slice(1), `${good}A`, `${good}\n`, 'é'.repeat(36)]) {
      expect(judgeCursor(head, text)).toEqual({ kind: 'malformed' });
    }
  });
});

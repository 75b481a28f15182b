import { describe, expect, it } from 'vitest';
import { kindsText } from '#src/web/console/events/event-names.ts';
import { countText } from '#src/web/console/webhooks/count-text.ts';

describe('what is told before deliveries are sent again', () => {
  const none = { pendingCount: 0, succeededCount: 0, exhaustedCount: 0, cancelledCount: 0 };

  it('is how many failed, and that those under way are hurried', () => {
    expect(countText('RECOVER', { ...none, exhaustedCount: 1_200, cancelledCount: 3 })).toBe(
      '1,203 deliveries that failed or were cancelled are sent again.',
    );
    expect(countText('RECOVER', { ...none, exhaustedCount: 1, pendingCount: 2 })).toContain(
      ', and of 2 under way those that wait for a later try.',
    );
  });

  it('is how many are sent though they arrived', () => {
    const counts = { pendingCount: 1, succeededCount: 40, exhaustedCount: 5, cancelledCount: 4 };
    expect(countText('REPLAY', counts)).toMatch(/also the 40 that arrived: 50 deliveries/);
  });
});

describe('the kinds of events of an endpoint', () => {
  it('are never all, but those that need not be named, where it names none', () => {
    expect(kindsText(null)).not.toContain('all events');
    expect(kindsText(null, true)).toBe(kindsText(null));
    expect(kindsText(['DEXCOM_STATUS_CHANGED'])).toBe('dexcom.status.changed');
    expect(kindsText(['DEXCOM_STATUS_CHANGED', 'LINK_OPENED'], true)).toBe('2 kinds of events');
  });
});

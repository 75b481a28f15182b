/**
 * Remembers which events were handled: deliveries come at least once, and one that was answered too
 * late comes again while the first is still at work.
 */
export interface SeenEvents<Transaction> {
  /**
   * Calls `handle` unless the event was handled before. When `handle` throws, the event counts as
   * not handled, so that the gateway's next attempt does it; answer that request with status 500.
   */
  once(
    eventId: string,
    handle: (transaction: Transaction) => Promise<void> | void,
  ): Promise<'handled' | 'seen-before'>;
}

/** So many ids take a few megabytes. */
const rememberedMax = 100_000;

/**
 * For one process that may forget when it ends, such as a test. Those that come at the same time
 * wait for the first.
 */
export function createMemorySeenEvents(): SeenEvents<null> {
  const known = new Map<string, Promise<void>>();
  return {
    async once(eventId, handle) {
      for (let earlier = known.get(eventId); earlier; earlier = known.get(eventId)) {
        if (
          await earlier.then(
            () => true,
            () => false,
          )
        )
          return 'seen-before';
      }
      const handled = (async () => handle(null))();
      known.set(eventId, handled);
      for (const oldest of known.keys()) {
        if (known.size <= rememberedMax) break;
        known.delete(oldest);
      }
      try {
        await handled;
        return 'handled';
      } catch (error) {
        known.delete(eventId);
        throw error;
      }
    },
  };
}

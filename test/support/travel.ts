import type { TestGateway } from '#test/gateway';
import type { VirtualClock } from '#test/virtual-clock';

/** Moves the clock of a gateway that does not poll by itself from due poll to due poll. */
export async function travel(
  clock: VirtualClock,
  gateway: TestGateway,
  durationMs: number,
): Promise<void> {
  const endMs = clock.nowMs() + durationMs;
  const { poller } = gateway.app.parts();
  while (clock.nowMs() < endMs) {
    const row = await gateway.db
      .selectFrom('poll_plans')
      .select(({ fn }) => fn.min('next_poll_at').as('at'))
      .executeTakeFirst();
    const dueMs = row?.at?.getTime() ?? endMs;
    const toMs = Math.min(endMs, Math.max(dueMs, clock.nowMs() + 1));
    await clock.advance(toMs - clock.nowMs());
    await poller.pollDue();
  }
}

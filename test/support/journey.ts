import { expect, onTestFinished } from 'vitest';
import type { AccountOptions } from '#src/simulator/people/accounts.ts';
import { linkThroughApi, startGateway, type TestGateway } from '#test/gateway';
import { startReceiver, type WebhookReceiver } from '#test/verifying-receiver';
import { createVirtualClock, type VirtualClock } from '#test/virtual-clock';
import { type Watch, watchGlucose } from '#test/watch-events';
import { createEndpoint, judgeUrl } from '#webhooks';

/**
 * A wearer whose readings go through everything that there is: simulator, poller, Postgres, query,
 * subscription and webhook, on one clock that simulator and gateway share.
 */
export interface Journey {
  readonly clock: VirtualClock;
  readonly gateway: TestGateway;
  readonly receiver: WebhookReceiver;
  readonly watch: Watch;
  readonly userId: string;
}

/** The wearer's account at the simulator. */
export const traveller = { region: 'US' as const, username: 'traveller' };

export async function startJourney(
  startMs: number,
  account: Omit<AccountOptions, 'username' | 'password'>,
): Promise<Journey> {
  const clock = createVirtualClock(startMs);
  const gateway = await startGateway({ clock, config: { role: 'api' } });
  onTestFinished(() => gateway.close());
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  const { webhooks } = gateway.app.parts();
  await webhooks.start();
  onTestFinished(() => webhooks.stop());
  const credentials = { username: traveller.username, password: 'traveller-password' };
  gateway.simulator.addAccount({ ...account, ...credentials });
  const creation = await createEndpoint(gateway.db, gateway.app.parts().webhookContext, {
    teamId: gateway.teamId,
    url: await judged(gateway, receiver.url),
  });
  if (creation.kind !== 'created') throw new Error(creation.kind);
  receiver.trust(creation.secret);
  const { events } = await gateway.ask<{ events: { pageInfo: { endCursor: string } } }>(
    '{ events(first: 1) { pageInfo { endCursor } } }',
  );
  const { userId, linked } = await linkThroughApi(gateway, credentials);
  expect(linked).toMatchObject({ __typename: 'LinkSuccess' });
  const watch = watchGlucose(gateway.url, gateway.apiKey, userId, events.pageInfo.endCursor);
  onTestFinished(() => watch.close());
  return { clock, gateway, receiver, watch, userId };
}

async function judged(gateway: TestGateway, url: string) {
  const verdict = await judgeUrl(gateway.app.parts().webhookContext, url);
  if (verdict.kind !== 'judged') throw new Error(verdict.kind);
  return verdict;
}

import { describe, expect, it, onTestFinished } from 'vitest';
import { linkThroughApi, startGateway } from '#test/gateway';
import { travel } from '#test/travel';
import { createVirtualClock } from '#test/virtual-clock';

const minuteMs = 60_000;
const person = { username: 'somebody', password: 'right-password' };

interface Told {
  readonly state: string;
  readonly meaning: string;
  readonly whatToDo: string;
  readonly action: string | null;
}

/** A person whose login is taken and who has no reading, and why Dexcom does not say. */
async function setup(account: {
  readonly isSharing: boolean;
  readonly flaws?: { readonly specialCodeShare: number };
}) {
  const clock = createVirtualClock();
  const gateway = await startGateway({ clock, config: { role: 'api' } });
  onTestFinished(() => gateway.close());
  gateway.simulator.addAccount({
    ...person,
    region: 'US',
    sharingAnswers: 'not-found',
    ...account,
  });
  const { userId } = await linkThroughApi(gateway, person);
  const tell = async (): Promise<Told | undefined> => {
    const answer = await gateway.ask<{ user: { connections: Told[] } }>(
      'query ($id: ID!) { user(id: $id) { connections { state meaning whatToDo action } } }',
      { id: userId },
    );
    return answer.user.connections[0];
  };
  return {
    gateway,
    clock,
    tell,
    travel: (durationMs: number) => travel(clock, gateway, durationMs),
  };
}

describe('what a person is told', () => {
  it('names after 15 minutes what keeps a first reading from coming', async () => {
    const { tell, travel } = await setup({ isSharing: false });
    await travel(14 * minuteMs);
    const early = await tell();
    expect(early).toMatchObject({ state: 'WAITING', action: 'CHECK_SHARING' });
    expect(early?.whatToDo).not.toContain('Stelo');
    await travel(2 * minuteMs);
    const late = await tell();
    expect(late).toMatchObject({ state: 'WAITING', action: 'CHECK_LOGIN_AND_APP' });
    for (const word of ['parent', 'Stelo', 'receiver']) expect(late?.whatToDo).toContain(word);
  });

  it('has no code for something to do where there is nothing to do', async () => {
    const { tell, travel } = await setup({ isSharing: true });
    await travel(5 * minuteMs);
    expect(await tell()).toMatchObject({ state: 'FRESH', whatToDo: 'Nothing.', action: null });
  });

  it('names the error that a sensor tells in place of readings, as long as it tells one', async () => {
    const { gateway, clock, tell, travel } = await setup({ isSharing: true });
    const account = { region: 'US', username: person.username } as const;
    const failing = (specialCodeShare: number) =>
      gateway.simulator.changeAccount(account, { flaws: { specialCodeShare } });
    const error = {
      meaning: 'Your sensor tells an error in place of readings.',
      action: 'CHECK_SENSOR',
    };
    await travel(6 * minuteMs);
    expect(await tell()).toMatchObject({ state: 'FRESH', action: null });
    failing(1);
    await travel(16 * minuteMs);
    expect(await tell()).toMatchObject({ state: 'DELAYED', ...error });
    await travel(60 * minuteMs);
    expect(await tell()).toMatchObject({ state: 'NO_RECENT_DATA', ...error });
    const nowMs = clock.nowMs();
    gateway.simulator.addGap(account, {
      fromMs: nowMs,
      toMs: nowMs + 90 * minuteMs,
      backfillAtMs: null,
    });
    await travel(45 * minuteMs);
    expect(await tell()).toMatchObject({
      state: 'NO_RECENT_DATA',
      action: 'CHECK_PHONE_AND_SENSOR',
    });
    failing(0);
    await travel(60 * minuteMs);
    expect(await tell()).toMatchObject({ state: 'FRESH', action: null });
  });

  it('names the error of a sensor from the first answer on', async () => {
    const { gateway, tell, travel } = await setup({
      isSharing: true,
      flaws: { specialCodeShare: 1 },
    });
    const error = { state: 'WAITING', action: 'CHECK_SENSOR' };
    await travel(6 * minuteMs);
    expect(await tell()).toMatchObject(error);
    await travel(20 * minuteMs);
    expect(await tell()).toMatchObject(error);
    const account = { region: 'US', username: person.username } as const;
    gateway.simulator.changeAccount(account, { flaws: { specialCodeShare: 0 } });
    await travel(20 * minuteMs);
    expect(await tell()).toMatchObject({ state: 'FRESH', action: null });
  });

  it('names the provider for people, and in payloads as consumers know it', async () => {
    const { gateway } = await setup({ isSharing: true });
    const { providers, events } = await gateway.ask<{
      providers: { name: string; needs: string[]; needCodes: string[] }[];
      events: { edges: { node: { payload: string } }[] };
    }>(
      `{ providers { name needs needCodes }
        events(types: [PROVIDER_CONNECTION_CREATED], first: 1) { edges { node { payload } } } }`,
    );
    const [provider] = providers;
    expect(provider?.name).toBe('Dexcom (Share)');
    expect(provider?.needCodes).toEqual([
      'SHARE_ON',
      'FOLLOWER',
      'OWN_ACCOUNT',
      'RIGHT_REGION',
      'DEPENDANT_ACCOUNT',
      'SHARING_APP',
    ]);
    expect(provider?.needs).toHaveLength(6);
    expect(provider?.needs.join(' ')).toContain('Stelo');
    const [created] = events.edges;
    expect(JSON.parse(created?.node.payload ?? '')).toMatchObject({
      data: { provider: { name: 'Dexcom (G6 And Older)', slug: 'dexcom' } },
    });
  });
});

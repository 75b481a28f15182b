import { expect, onTestFinished } from 'vitest';
import type { AccountOptions } from '#src/simulator/people/accounts.ts';
import {
  createRig,
  type Rig,
  type RigAccount,
  type RigEvent,
  type RigOptions,
  type RigUser,
} from '#test/rig';

/** A rig with one account, and a user who is linked to it. */
export interface LinkedRig extends Rig {
  readonly account: RigAccount;
  readonly user: RigUser;
  /** The state of the user's connection. */
  state(): Promise<string>;
  /** The types of the user's events that are not glucose. */
  news(): Promise<string[]>;
  sampleCount(): Promise<number>;
  /** The outcomes of the polls of so long. */
  outcomesFor(durationMs: number): Promise<string[]>;
}

export interface LinkedRigOptions extends RigOptions {
  readonly account?: Partial<AccountOptions>;
}

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;

export async function createLinkedRig(options: LinkedRigOptions = {}): Promise<LinkedRig> {
  const rig = await createRig(options);
  onTestFinished(() => rig.close());
  const account = rig.simulator.addAccount({
    username: 'wearer',
    password: 'the-password',
    visibilityDelayMs: 12_000,
    ...options.account,
  });
  const user = await rig.addUser();
  const outcome = await rig.link(user, account);
  expect(outcome.kind).toBe('connected');
  const { userId } = user;
  return {
    ...rig,
    account,
    user,
    state: async () => (await rig.connectionOf(user)).state,
    news: async () => newsOf(await rig.eventsOf(user)),
    async sampleCount() {
      const { count } = await rig.db
        .selectFrom('glucose_samples')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('user_id', '=', userId)
        .executeTakeFirstOrThrow();
      return count;
    },
    outcomesFor: async (durationMs) =>
      (await rig.runFor(durationMs)).map((report) => report.outcome.kind),
  };
}

function newsOf(events: readonly RigEvent[]): string[] {
  return events
    .map(({ type }) => type)
    .filter((type) => !type.startsWith('daily.'))
    .map((type) => type.replace('provider.connection.', ''));
}

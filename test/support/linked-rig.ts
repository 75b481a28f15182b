import { expect, onTestFinished } from 'vitest';
import type { AccountOptions } from '#src/simulator/people/accounts.ts';
import { contractOf } from '#test/contract';
import { createRig, type Rig, type RigAccount, type RigOptions, type RigUser } from '#test/rig';

/** A rig with one account, and a user who is linked to it. What is told of it is read at GraphQL. */
export interface LinkedRig extends Rig {
  readonly account: RigAccount;
  readonly user: RigUser;
  /** The state of the user's connection. */
  state(): Promise<string>;
  /** The types of the user's events that are not glucose. */
  news(): Promise<string[]>;
  /** Of the last two months. */
  sampleCount(): Promise<number>;
  /** The outcomes of the polls of so long. */
  outcomesFor(durationMs: number): Promise<string[]>;
  /** Values by instant (epoch ms) of the last day, oldest first. */
  samples(): Promise<(readonly [takenAtMs: number, valueMgDl: number])[]>;
}

interface ToldSamples {
  readonly edges: readonly { readonly node: { takenAt: string; valueMgDl: number } }[];
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
  const contract = contractOf(rig);
  return {
    ...rig,
    account,
    user,
    async state() {
      const { user: told } = await contract.ask<{ user: { connections: { state: string }[] } }>(
        `query C($userId: ID!) {
          user(id: $userId) { connections(includesDisconnected: true) { state } }
        }`,
        { userId },
      );
      const states = told.connections.map(({ state }) => state);
      return states.find((state) => state !== 'DISCONNECTED') ?? states.at(-1) ?? 'none';
    },
    async news() {
      const { events } = await contract.ask<{ events: { edges: { node: { type: string } }[] } }>(
        `query E($userId: ID!, $types: [EventType!]) {
          events(userId: $userId, first: 200, types: $types) { edges { node { type } } }
        }`,
        { userId, types: ['CREATED', 'DISCONNECTED', 'ERROR', 'RECOVERED', 'STALLED'].map(typeOf) },
      );
      return events.edges.map(({ node }) => node.type.replace(typeOf(''), '').toLowerCase());
    },
    async sampleCount() {
      const inDays = (days: number) => new Date(rig.clock.nowMs() + days * 24 * hourMs);
      const { user: told } = await contract.ask<{
        user: { glucoseStatistics: { sampleCount: number } };
      }>(
        `query N($userId: ID!, $from: DateTime!, $to: DateTime!) {
          user(id: $userId) { glucoseStatistics(from: $from, to: $to) { sampleCount } }
        }`,
        { userId, from: inDays(-60), to: inDays(1) },
      );
      return told.glucoseStatistics.sampleCount;
    },
    async samples() {
      const inDays = (days: number) => new Date(rig.clock.nowMs() + days * 24 * hourMs);
      const { user: told } = await contract.ask<{ user: { samples: ToldSamples } }>(
        `query S($userId: ID!, $from: DateTime!, $to: DateTime!) {
          user(id: $userId) {
            samples(from: $from, to: $to, first: 1000) { edges { node { takenAt valueMgDl } } }
          }
        }`,
        { userId, from: inDays(-1), to: inDays(1) },
      );
      return told.samples.edges.map(({ node }) => [Date.parse(node.takenAt), node.valueMgDl]);
    },
    outcomesFor: async (durationMs) =>
      (await rig.runFor(durationMs)).map((report) => report.outcome.kind),
  };
}

const typeOf = (name: string) => `PROVIDER_CONNECTION_${name}`;

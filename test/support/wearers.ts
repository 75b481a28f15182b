import { onTestFinished } from 'vitest';
import type { AccountOptions } from '#src/simulator/people/accounts.ts';
import { linkThroughApi, linkUser, startGateway, type TestGateway } from '#test/gateway';
import { createVirtualClock, type VirtualClock } from '#test/virtual-clock';

/** Several wearers of one gateway, on one clock with it: what programs are told of each. */
export interface Wearers {
  readonly clock: VirtualClock;
  readonly gateway: TestGateway;
  /** Adds an account and links it, unless told to wait; the wearer's name is the account's. */
  add(name: string, account: Partial<AccountOptions>): Promise<void>;
  /** Also anew, once it is unlinked. */
  link(name: string): Promise<void>;
  unlink(name: string): Promise<void>;
  userIdOf(name: string): string;
  stateOf(name: string): Promise<string>;
  /** Values by instant (epoch ms), oldest first. */
  samplesOf(name: string, fromMs: number): Promise<readonly (readonly [number, number])[]>;
}

const query = `query W($userId: ID!, $from: DateTime!, $to: DateTime!) {
  user(id: $userId) {
    connections { id state }
    samples(from: $from, to: $to, first: 1000) { edges { node { takenAt valueMgDl } } }
  }
}`;

interface Told {
  readonly user: {
    readonly connections: readonly { readonly id: string; readonly state: string }[];
    readonly samples: {
      readonly edges: readonly {
        readonly node: { readonly takenAt: string; readonly valueMgDl: number };
      }[];
    };
  };
}

interface WearersOptions {
  /** With the test, unless told otherwise. */
  readonly closeLater?: (close: () => Promise<void>) => void;
  /** Of an answer of Dexcom's; 288 unless given. */
  readonly readingsMax?: number;
}

export async function startWearers(
  startMs: number,
  { closeLater = onTestFinished, readingsMax = 288 }: WearersOptions = {},
): Promise<Wearers> {
  const clock = createVirtualClock(startMs);
  const config = { role: 'api' } as const;
  const gateway = await startGateway({ clock, config, simulator: { readingsMax } });
  closeLater(() => gateway.close());
  const userIds = new Map<string, string>();
  const credentialsOf = (name: string) => ({ username: name, password: 'the-password' });
  const iso = (atMs: number) => new Date(atMs).toISOString();
  async function tell(name: string, fromMs: number): Promise<Told['user']> {
    const between = { from: iso(fromMs), to: iso(clock.nowMs() + 12 * 60 * 60_000) };
    const userId = userIds.get(name);
    return (await gateway.ask<Told>(query, { userId, ...between })).user;
  }
  return {
    clock,
    gateway,
    async add(name, account) {
      gateway.simulator.addAccount({
        visibilityDelayMs: 12_000,
        ...account,
        ...credentialsOf(name),
      });
    },
    async link(name) {
      const known = userIds.get(name);
      const { userId, linked } = known
        ? await linkUser(gateway, known, credentialsOf(name))
        : await linkThroughApi(gateway, credentialsOf(name), name);
      if (linked.__typename !== 'LinkSuccess') throw new Error(`${name}: ${linked.__typename}`);
      userIds.set(name, userId);
    },
    async unlink(name) {
      const { connections } = await tell(name, clock.nowMs());
      const mutation = 'mutation ($id: ID!) { disconnect(connectionId: $id) { __typename } }';
      await gateway.ask(mutation, { id: connections[0]?.id });
    },
    userIdOf: (name) => userIds.get(name) ?? '',
    async stateOf(name) {
      const { connections } = await tell(name, clock.nowMs());
      return connections[0]?.state ?? 'none';
    },
    async samplesOf(name, fromMs) {
      const { samples } = await tell(name, fromMs);
      return samples.edges.map(({ node }) => [Date.parse(node.takenAt), node.valueMgDl] as const);
    },
  };
}

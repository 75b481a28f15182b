import type { Account } from '#src/simulator/people/account.ts';
import type { Region } from '#src/simulator/people/region.ts';
import type { Effect } from '#src/simulator/share/fault.ts';
import type { Random } from '#std/random';
import { seededRandom } from '#std/random';
import { type ApiUser, addUsers, linkOnce, refreshOnce } from './api-calls.ts';
import type { Stage } from './stage.ts';

/**
 * One seeded schedule: a wearer's account whose password changes, whose sessions end and whose
 * logins are refused, hang or are throttled, while users of two teams link, reconnect and refresh it
 * under both of its names, with right and wrong passwords, through both nodes at once.
 */
export interface Schedule {
  readonly seed: number;
  readonly account: Account;
  /** Whether anybody ever tried its other name. */
  readonly hasAlias: boolean;
  /** What the API answered, and how often. */
  readonly answers: Map<string, number>;
  /** Makes the users. */
  begin(): Promise<void>;
  /** Links the user of that number; the first two are of two teams. */
  linkUser(number: number): Promise<void>;
  /** Has both users polled that are linked, each by a node of its own. */
  provoke(): void;
  /** Runs until then. */
  run(untilMs: number): Promise<void>;
}

const secondMs = 1_000;
const usersPerTeam = 2;
const passwords = ['the-first', 'the-second'] as const;
const regions: readonly Region[] = ['US', 'OUS', 'APAC'];

export function createSchedule(stage: Stage, seed: number): Schedule {
  const random = seededRandom(seed);
  const draw = (max: number) => random() * max;
  const pick = <T>(items: readonly T[]): T => items[Math.floor(draw(items.length))] as T;
  const { simulator, clock } = stage;
  const username = `wearer-${seed}`;
  const email = `wearer-${seed}@example.com`;
  const hasAlias = seed % 2 === 0;
  const account = simulator.addAccount({
    region: pick(regions),
    username,
    email,
    password: passwords[0],
  });
  const answers = new Map<string, number>();
  let users: readonly ApiUser[] = [];

  function note(answer: string): void {
    answers.set(answer, (answers.get(answer) ?? 0) + 1);
  }

  async function linkAs(user: ApiUser, name: string, password: string): Promise<void> {
    const mode = draw(2) < 1 ? 'reconnect' : 'link';
    const wish = { user, name, password, region: account.region, mode } as const;
    note(await linkOnce(pick(stage.nodes), wish));
  }
  const link = () => {
    const name = hasAlias && draw(3) < 1 ? email : username;
    const present = simulator.findAccount(account)?.password ?? '';
    return linkAs(pick(users), name, draw(2) < 1 ? present : pick(passwords));
  };
  const refresh = async () => note(await refreshOnce(pick(stage.nodes), pick(users)));
  const crowd = async () => {
    const deeds = Array.from({ length: 6 }, () => (draw(2) < 1 ? link : refresh));
    await Promise.all(deeds.map((deed) => deed()));
  };
  const endSessions = () => {
    simulator.killSessions(account, draw(2) < 1 ? 'vanish' : 'expire');
  };
  const changePassword = () => {
    simulator.changeAccount(account, { password: pick(passwords) });
  };
  const trouble = () => {
    const untilMs = clock.nowMs() + draw(240 * secondMs);
    const count = 1 + Math.floor(draw(3));
    simulator.addFault({ account, effect: effectOf(random), calls: ['login'], untilMs, count });
  };
  const lockOut = () => simulator.lockOut(account);

  /** Each with how often it is drawn. */
  const deeds: readonly (readonly [number, () => void | Promise<void>])[] = [
    [7, link],
    [7, refresh],
    [4, crowd],
    [8, endSessions],
    [3, changePassword],
    [4, trouble],
    [1, lockOut],
  ];
  const weightSum = deeds.reduce((sum, [weight]) => sum + weight, 0);

  function drawDeed(): () => void | Promise<void> {
    let left = draw(weightSum);
    for (const [weight, deed] of deeds) {
      left -= weight;
      if (left < 0) return deed;
    }
    return link;
  }

  return {
    seed,
    account,
    hasAlias,
    answers,
    async begin() {
      users = await addUsers(stage, seed, usersPerTeam);
    },
    async linkUser(number) {
      const user = users[number];
      if (!user) throw new Error('no such user');
      const wish = { user, name: username, password: passwords[0], region: account.region };
      const answer = await linkOnce(stage.nodes[0], { ...wish, mode: 'link' });
      if (answer !== 'link: LinkSuccess') throw new Error(answer);
    },
    provoke() {
      for (const [index, node] of stage.nodes.entries()) {
        const user = users[index];
        if (user) void refreshOnce(node, user).then(note);
      }
    },
    async run(untilMs) {
      const underWay = new Set<Promise<void>>();
      while (clock.nowMs() < untilMs) {
        const deed = Promise.resolve(drawDeed()()).finally(() => underWay.delete(deed));
        underWay.add(deed);
        const calm = draw(4) < 1 ? 60 * secondMs : 8 * secondMs;
        await clock.sleep(Math.min(draw(calm), untilMs - clock.nowMs()));
      }
      await Promise.all(underWay);
    },
  };
}

function effectOf(random: Random): Effect {
  const ms = Math.round(random() * 25 * secondMs);
  const effects: readonly Effect[] = [
    { kind: 'refuse-credentials' },
    { kind: 'null-uuid' },
    { kind: 'hang', forMs: ms },
    { kind: 'latency', delayMs: ms / 3 },
    { kind: 'reset' },
    { kind: 'gateway-error', status: 502 },
    { kind: 'throttle' },
    { kind: 'sign-on-failure' },
  ];
  return effects[Math.floor(random() * effects.length)] ?? { kind: 'reset' };
}

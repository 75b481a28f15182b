import type { Random } from '#std/random';
import type { HostileNode, Stage } from './stage.ts';

/** What befell the nodes, and when: what a node knew that died with it, it could not tell. */
export interface Chaos {
  readonly kills: readonly Interval[];
  /** How many of the kills struck while a login was under way. */
  readonly killsInLogin: number;
  readonly cuts: readonly Interval[];
}

export interface Interval {
  readonly fromMs: number;
  readonly toMs: number;
}

const secondMs = 1_000;

/**
 * Until then: SIGKILLs, in the middle of logins where it can, and networks that fail. `provoke` has
 * all accounts polled.
 */
export async function wreakHavoc(
  stage: Stage,
  random: Random,
  untilMs: number,
  provoke: () => void,
): Promise<Chaos> {
  const { clock, nodes } = stage;
  const kills: Interval[] = [];
  const cuts: Interval[] = [];
  let killsInLogin = 0;
  while (clock.nowMs() < untilMs) {
    const fromMs = clock.nowMs();
    const struck = random() < 0.4 ? nodes : [nodes[random() < 0.5 ? 0 : 1]];
    if (random() < 0.7) {
      if (await killInLogin(stage, struck, provoke)) killsInLogin += 1;
      await clock.sleep(random() * 5 * secondMs);
      await Promise.all(struck.map((node) => node.start()));
      // A permit that died with its node would be given again now.
      provoke();
      kills.push({ fromMs, toMs: clock.nowMs() });
    } else {
      await cut(stage, random, struck);
      cuts.push({ fromMs, toMs: clock.nowMs() });
    }
    await clock.sleep(random() * 40 * secondMs);
  }
  return { kills, killsInLogin, cuts };
}

/** Ends all sessions, makes logins slow, waits for some and kills; of both nodes, or of one. */
async function killInLogin(
  { clock, simulator }: Stage,
  struck: readonly HostileNode[],
  provoke: () => void,
): Promise<boolean> {
  const loginCount = () => {
    const { byKind } = simulator.totals();
    return (byKind.authenticate ?? 0) + (byKind['login-by-id'] ?? 0);
  };
  const effect = { kind: 'latency', delayMs: 4 * secondMs } as const;
  const fault = simulator.addFault({ effect, calls: ['login'] });
  for (const account of simulator.listAccounts()) simulator.killSessions(account);
  const before = loginCount();
  provoke();
  const waitUntilMs = clock.nowMs() + 20 * secondMs;
  while (loginCount() === before && clock.nowMs() < waitUntilMs) await clock.sleep(secondMs / 10);
  const isInLogin = loginCount() > before;
  if (isInLogin) await clock.sleep(secondMs);
  await Promise.all(struck.map((node) => node.kill()));
  simulator.removeFault(fault);
  return isInLogin;
}

/** Pulls the cable to Postgres, or resets and refuses; of both nodes as if Postgres were gone. */
async function cut({ clock }: Stage, random: Random, nodes: readonly HostileNode[]): Promise<void> {
  const isSilent = random() < 0.5;
  for (const { proxy } of nodes) isSilent ? proxy.freeze() : proxy.refuse();
  await clock.sleep(random() * 20 * secondMs);
  for (const { proxy } of nodes) {
    if (isSilent) {
      proxy.thaw();
      proxy.cut();
    } else proxy.open();
  }
}

import type { Random } from '#std/random';
import type { HostileNode, Stage } from './stage.ts';

/** What befell the nodes, and when: what a node knew that died with it, it could not tell. */
export interface Chaos {
  readonly kills: readonly Interval[];
  readonly pauses: readonly Interval[];
  readonly cuts: readonly Interval[];
  /** How many of the kills and pauses struck while a login was under way. */
  readonly strikesInLogin: number;
}

export interface Interval {
  readonly fromMs: number;
  readonly toMs: number;
}

const secondMs = 1_000;
/** About as long as one of them lasts. */
const strikeMs = 30 * secondMs;

/**
 * Until then: SIGKILLs and SIGSTOPs, in the middle of logins where it can, and networks that fail.
 * `provoke` has all accounts polled.
 */
export async function wreakHavoc(
  stage: Stage,
  random: Random,
  untilMs: number,
  provoke: () => void,
): Promise<Chaos> {
  const { clock, nodes } = stage;
  const chaos = { kills: [] as Interval[], pauses: [] as Interval[], cuts: [] as Interval[] };
  let strikesInLogin = 0;
  const kill = async (struck: readonly HostileNode[]) => {
    if (await waitForLogin(stage, provoke)) strikesInLogin += 1;
    await Promise.all(struck.map((node) => node.kill()));
    await clock.sleep(random() * 5 * secondMs);
    await Promise.all(struck.map((node) => node.start()));
    // A permit that died with its node would be given again now.
    provoke();
  };
  const pause = async (struck: readonly HostileNode[]) => {
    if (await waitForLogin(stage, provoke)) strikesInLogin += 1;
    const durationMs = random() * 60 * secondMs;
    await Promise.all(struck.map((node) => node.pauseFor(durationMs)));
  };
  while (clock.nowMs() < untilMs - strikeMs) {
    const fromMs = clock.nowMs();
    const struck = random() < 0.4 ? nodes : [nodes[random() < 0.5 ? 0 : 1]];
    const kind = (['kills', 'kills', 'kills', 'pauses', 'cuts'] as const)[
      Math.floor(random() * 5)
    ] as 'kills' | 'pauses' | 'cuts';
    if (kind === 'kills') await kill(struck);
    else if (kind === 'pauses') await pause(struck);
    else await cut(stage, random, struck);
    chaos[kind].push({ fromMs, toMs: clock.nowMs() });
    await clock.sleep(random() * 40 * secondMs);
  }
  return { ...chaos, strikesInLogin };
}

/** Ends all sessions and waits for a login, which is slow; false when none came. */
async function waitForLogin({ clock, simulator }: Stage, provoke: () => void): Promise<boolean> {
  const loginCount = () => {
    const { byKind } = simulator.totals();
    return (byKind.authenticate ?? 0) + (byKind['login-by-id'] ?? 0);
  };
  const untilMs = clock.nowMs() + 20 * secondMs;
  const effect = { kind: 'latency', delayMs: 4 * secondMs } as const;
  const fault = simulator.addFault({ effect, calls: ['login'], untilMs });
  for (const account of simulator.listAccounts()) simulator.killSessions(account);
  const before = loginCount();
  provoke();
  while (loginCount() === before && clock.nowMs() < untilMs) await clock.sleep(secondMs / 10);
  const isInLogin = loginCount() > before;
  if (isInLogin) await clock.sleep(secondMs);
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

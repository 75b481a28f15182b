import { onTestFinished } from 'vitest';
import { createSimulator, type Simulator } from '#simulator';
import type { SimulatorOptions } from '#src/simulator/simulator.ts';
import { silentLog } from '#std/log';
import { createVirtualClock, type VirtualClock } from '#test/virtual-clock';

/** A started simulator on a clock that the test moves, with a plain client for it. */
export interface Rig {
  readonly clock: VirtualClock;
  readonly simulator: Simulator;
  /** Posts to a service of Share; `path` is what follows `/ShareWebServices/Services/`. */
  post(path: string, body?: unknown, options?: PostOptions): Promise<Posted>;
  /** A session of an account, through both steps of the login. */
  logIn(account: Credentials): Promise<string>;
  /** The readings of an account's session. */
  read(sessionId: string, query?: ReadQuery): Promise<WireReading[]>;
}

interface PostOptions {
  readonly base?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: string;
  readonly signal?: AbortSignal;
}

export interface Posted {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; undefined when it is none. */
  readonly json: unknown;
}

interface Credentials {
  readonly region?: 'US' | 'OUS' | 'APAC';
  readonly username: string;
  readonly password: string;
}

interface ReadQuery {
  readonly minutes?: number;
  readonly maxCount?: number;
  readonly base?: string;
}

interface WireReading {
  readonly WT: string;
  readonly ST: string;
  readonly DT: string;
  readonly Value: number;
  readonly Trend: string | number;
}

export const applicationId = 'd89443d2-327c-4a6f-89e5-496bbb0317db';
export const startMs = Date.UTC(2026, 0, 15, 12);

export async function setup(options: Partial<SimulatorOptions> = {}): Promise<Rig> {
  const clock = createVirtualClock(startMs);
  const simulator = createSimulator({
    clock,
    log: silentLog,
    seed: 42,
    adminPort: null,
    wireLogMax: 1000,
    ...options,
  });
  await simulator.start();
  onTestFinished(() => simulator.stop());

  async function post(path: string, body?: unknown, asked: PostOptions = {}): Promise<Posted> {
    const base = asked.base ?? simulator.url;
    const response = await fetch(`${base}/ShareWebServices/Services/${path}`, {
      method: asked.method ?? 'POST',
      headers: { 'Content-Type': 'application/json', 'Accept-Encoding': 'none', ...asked.headers },
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...(asked.signal ? { signal: asked.signal } : {}),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: parse(text) };
  }

  async function logIn({ region = 'US', username, password }: Credentials): Promise<string> {
    const base = simulator.baseUrls[region];
    const named = { accountName: username, password, applicationId };
    const account = await post('General/AuthenticatePublisherAccount', named, { base });
    if (account.status !== 200) throw new Error(`the login failed: ${account.text}`);
    const identified = { accountId: account.json, password, applicationId };
    const session = await post('General/LoginPublisherAccountById', identified, { base });
    if (session.status !== 200) throw new Error(`the login failed: ${session.text}`);
    return session.json as string;
  }

  async function read(sessionId: string, query: ReadQuery = {}): Promise<WireReading[]> {
    const { minutes = 1440, maxCount = 288, base = simulator.url } = query;
    const path = readPath(sessionId, minutes, maxCount);
    const answer = await post(path, {}, { base });
    if (answer.status !== 200) throw new Error(`the read failed: ${answer.text}`);
    return answer.json as WireReading[];
  }

  return { clock, simulator, post, logIn, read };
}

export function readPath(sessionId: string, minutes: number, maxCount: number): string {
  const query = `sessionId=${sessionId}&minutes=${minutes}&maxCount=${maxCount}`;
  return `Publisher/ReadPublisherLatestGlucoseValues?${query}`;
}

/** The instant inside `Date(ms)`, `Date(ms+hhmm)` or either with slashes. */
export function instantOf(date: string): number {
  return Number(/Date\((-?\d+)/.exec(date)?.[1]);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

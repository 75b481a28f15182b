import { describe, expect, it } from 'vitest';
import type {
  LoginResult,
  PasswordProvider,
  Provider,
  Region,
} from '#src/providers/provider/provider.ts';
import { createMemoryPermits, type MemoryPermits } from '#test/memory-permits';
import type { VirtualClock } from '#test/virtual-clock';

/** A provider, an account at it that has readings, and ways to make its servers misbehave. */
export interface ProviderUnderTest {
  readonly provider: Provider;
  readonly clock: VirtualClock;
  readonly region: Region;
  /** Links the account, as its wearer does. */
  link(permits: MemoryPermits): Promise<LoginResult>;
  /** What the wearer gave, and nobody may read in a log or a failure. */
  readonly secrets: readonly string[];
  /** Whatever it logged, as text. */
  logged(): string;
  /** Requests that its servers have had. */
  requestCount(): number;
  /** From now on the sessions that were opened are none. */
  endSessions(): void;
  throttle(retryAfterSeconds: number): void;
  breakDown(): void;
  /** Requests get no answer. */
  hang(): void;
  heal(): void;
}

/** One that is given a user name and a password. */
export interface PasswordProviderUnderTest extends Omit<ProviderUnderTest, 'link' | 'secrets'> {
  readonly provider: PasswordProvider;
  readonly accountName: string;
  readonly password: string;
  lockOut(): void;
}

type Opened = Extract<LoginResult, { kind: 'opened' }>;

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const window = { minutes: 24 * 60, maxCount: 288 };

async function start<Subject extends Omit<ProviderUnderTest, 'link'>>(
  setup: () => Promise<Subject>,
  linkOf: (subject: Subject, permits: MemoryPermits) => Promise<LoginResult>,
) {
  const subject = await setup();
  const { provider, region, clock } = subject;
  const permits = createMemoryPermits(clock);
  const open = ({ accountKey, kept: { grant } }: Opened, signal?: AbortSignal) =>
    provider.open({ region, accountKey, grant, isInDoubt: false, permits, signal });
  const read = (session: string, signal?: AbortSignal) =>
    provider.read({ region, session, window, signal });
  /** Linked, and long enough ago for another login. */
  const linkedBefore = async () => {
    const linked = await linkOf(subject, permits);
    if (linked.kind !== 'opened') throw new Error(`linking was ${linked.kind}`);
    await clock.advance(11 * minuteMs);
    return { linked, session: linked.kept.session };
  };
  return { ...subject, permits, open, read, linkedBefore };
}

/** What holds for every provider, whatever it speaks: run on each by a test file of its own. */
export function describeProvider(name: string, setup: () => Promise<ProviderUnderTest>): void {
  const startAny = () => start(setup, ({ link }, permits) => link(permits));
  async function startLinked() {
    const subject = await startAny();
    return { ...subject, ...(await subject.linkedBefore()) };
  }

  describe(`${name}, as a provider`, () => {
    it('says what it is', async () => {
      const { facts } = (await startAny()).provider;
      expect(facts.slug).toMatch(/^[a-z][a-z0-9_]+$/);
      for (const name of [facts.name, facts.wireName]) expect(name).not.toBe('');
      expect(facts.regions.length).toBeGreaterThan(0);
      expect(facts.needs.every(({ sentence }) => /^[A-Z].+\.$/.test(sentence))).toBe(true);
      for (const number of [facts.number, facts.sensorFamily]) {
        expect(Number.isInteger(number) && number > 0).toBe(true);
      }
      expect(facts.historyMs).toBeGreaterThan(hourMs);
      expect(facts.session.spreadMs).toBeLessThan(facts.session.lifeMs);
    });

    it('links an account, reads it, and opens it again with what was kept', async () => {
      const { linked, session, open, read } = await startLinked();
      const first = await read(session);
      expect(first.kind === 'read' && first.batch.readings.length).toBeGreaterThan(0);
      const opened = await open(linked);
      expect(opened).toMatchObject({ kind: 'opened', accountKey: linked.accountKey });
      if (opened.kind === 'opened') expect((await read(opened.kept.session)).kind).toBe('read');
    });

    it('gives readings newest first, one a second, within what a sensor measures', async () => {
      const { session, read, clock, provider } = await startLinked();
      const result = await read(session);
      if (result.kind !== 'read') throw new Error(`the read was ${result.kind}`);
      const { readings, returnedCount } = result.batch;
      const seconds = readings.map(({ takenAtMs }) => Math.floor(takenAtMs / 1_000));
      expect(seconds).toEqual([...new Set(seconds)].toSorted((one, other) => other - one));
      expect(returnedCount).toBeLessThanOrEqual(provider.facts.readingsPerAnswerMax);
      for (const { takenAtMs, valueMgDl } of readings) {
        expect(takenAtMs).toBeGreaterThan(clock.nowMs() - provider.facts.historyMs - hourMs);
        expect(valueMgDl).toBeGreaterThanOrEqual(39);
        expect(valueMgDl).toBeLessThanOrEqual(401);
      }
    });

    it('sends nothing for a caller that was outrun', async () => {
      const { linked, open, permits, requestCount } = await startLinked();
      permits.outrun();
      const sent = requestCount();
      expect(await open(linked)).toEqual({ kind: 'outrun' });
      expect(requestCount()).toBe(sent);
    });

    it('says for certain that a session has ended', async () => {
      const { session, read, endSessions } = await startLinked();
      endSessions();
      expect(await read(session)).toMatchObject({ kind: 'session-ended', isCertain: true });
    });

    it('hands on how long it was asked to wait', async () => {
      const { session, read, linked, open, throttle, clock, permits } = await startLinked();
      throttle(600);
      expect(await read(session)).toEqual({ kind: 'throttled', retryAfterMs: 600_000 });
      const login = await open(linked);
      expect(login).toMatchObject({ kind: 'throttled', by: 'provider' });
      const untilMs = login.kind === 'throttled' ? login.until.getTime() : 0;
      expect(untilMs).toBeGreaterThanOrEqual(clock.nowMs() + 600_000);
      expect(permits.waits).toMatchObject([{ kind: 'throttled' }]);
    });

    it('tells an outage from a refusal, and heals', async () => {
      const { session, read, linked, open, breakDown, heal, clock } = await startLinked();
      breakDown();
      expect(await read(session)).toMatchObject({ kind: 'unavailable', isHanging: false });
      expect(await open(linked)).toMatchObject({ kind: 'unavailable', isHanging: false });
      heal();
      await clock.advance(11 * minuteMs);
      expect((await open(linked)).kind).toBe('opened');
    });

    it('ends with the signal, as with an answer that does not come', async () => {
      const { session, read, linked, open, hang } = await startLinked();
      hang();
      const signal = AbortSignal.timeout(50);
      expect(await read(session, signal)).toMatchObject({ kind: 'unavailable', isHanging: true });
      expect(await open(linked, AbortSignal.timeout(50))).toMatchObject({
        kind: 'unavailable',
        isHanging: true,
      });
    });

    it('says of sharing what it knows, and costs nothing where it knows nothing', async () => {
      const { provider, region, session, breakDown } = await startLinked();
      const said = await provider.readSharing({ region, session });
      expect(said.throttled).toBeNull();
      breakDown();
      expect(await provider.readSharing({ region, session })).toEqual({
        sharing: { isSharingOn: null, followerCount: null },
        throttled: null,
      });
    });

    it('logs no secret and no name, and keeps none in a failure', async () => {
      const { linked, open, read, session, breakDown, secrets, logged } = await startLinked();
      breakDown();
      const text = JSON.stringify([await open(linked), await read(session)]) + logged();
      for (const secret of [...secrets, session, linked.kept.grant]) {
        expect(text).not.toContain(secret);
      }
    });

    it('closes once, and may be told so again', async () => {
      const { provider } = await startAny();
      await provider.close();
      await provider.close();
    });
  });
}

/** The same, and what holds for one that is given a user name and a password. */
export function describePasswordProvider(
  name: string,
  setup: () => Promise<PasswordProviderUnderTest>,
): void {
  type Given = { readonly password?: string; readonly permits: MemoryPermits };
  const linkWith = (subject: PasswordProviderUnderTest, { password, permits }: Given) => {
    const { region, accountName, provider } = subject;
    const typed = { accountName, password: password ?? subject.password };
    return provider.link({ region, ...typed, teamId: 'the-team', permits });
  };

  describeProvider(name, async () => {
    const subject = await setup();
    const secrets = [subject.accountName, subject.password];
    return { ...subject, secrets, link: (permits) => linkWith(subject, { permits }) };
  });

  async function startTyped() {
    const typed = async () => ({ ...(await setup()), secrets: [] });
    const started = await start(typed, (subject, permits) => linkWith(subject, { permits }));
    const { permits: own } = started;
    const link = (given: Partial<Given> = {}) => linkWith(started, { permits: own, ...given });
    return { ...started, link };
  }

  describe(`${name}, with a password`, () => {
    it('refuses wrong credentials, and names no account', async () => {
      const { link } = await startTyped();
      expect(await link({ password: 'wrong' })).toMatchObject({ kind: 'refused' });
    });

    it('asks for a permit before the first request with a password leaves (P4)', async () => {
      const { link, permits, requestCount } = await startTyped();
      let sentAtTake = -1;
      const take: MemoryPermits['take'] = (keys, rule) => {
        if (sentAtTake < 0) sentAtTake = requestCount();
        return permits.take(keys, rule);
      };
      await link({ permits: { ...permits, take } });
      expect(sentAtTake).toBe(0);
      expect(requestCount()).toBeGreaterThan(0);
    });

    it('sends nothing without a permit, and says until when (P4)', async () => {
      const { link, clock, requestCount } = await startTyped();
      await link({ password: 'wrong' });
      const sent = requestCount();
      const second = await link({ password: 'wrong' });
      expect(second).toMatchObject({ kind: 'throttled', by: 'gateway' });
      expect(second.kind === 'throttled' && second.until.getTime()).toBeGreaterThan(clock.nowMs());
      expect(requestCount()).toBe(sent);
    });

    it('says that an account is locked, has it noted, and leaves it alone', async () => {
      const { linkedBefore, open, lockOut, permits, requestCount } = await startTyped();
      const { linked } = await linkedBefore();
      lockOut();
      expect(await open(linked)).toMatchObject({ kind: 'locked-out', until: expect.any(Date) });
      expect(permits.waits).toMatchObject([{ kind: 'locked' }]);
      const sent = requestCount();
      expect((await open(linked)).kind).toBe('locked-out');
      expect(requestCount()).toBe(sent);
    });

    it('logs no password that was refused, and keeps none in a failure', async () => {
      const { link, logged, accountName } = await startTyped();
      const text = JSON.stringify(await link({ password: 'wrong-password' })) + logged();
      for (const secret of [accountName, 'wrong-password']) expect(text).not.toContain(secret);
    });
  });
}

import { LatestGlucose } from 'glucose-gateway-client';
import { describe, expect, it } from 'vitest';
import { minuteMs, refusal, startScriptedGateway } from '#test/scripted-gateway';
import { connection } from '../../client/src/connection.ts';
import { glucoseSeries } from '../../client/src/glucose-series.ts';
import { latestGlucose, type Sample } from '../../client/src/latest-glucose.ts';

const listener = () => {};

/** What a gateway that holds these samples answers. */
function holding(samples: () => readonly Sample[], nowMs: () => number) {
  return () => {
    const sorted = samples().toSorted((a, b) => a.takenAt.localeCompare(b.takenAt));
    const newest = sorted.at(-1);
    const ageSeconds = newest && (nowMs() - Date.parse(newest.takenAt)) / 1000;
    const latestSample = newest ? { ...newest, ageSeconds } : null;
    const glucoseSeries = {
      timesMs: sorted.map(({ takenAt }) => Date.parse(takenAt)),
      valuesMgDl: sorted.map(({ valueMgDl }) => valueMgDl),
      trends: sorted.map(({ trend }) => trend),
      isDownsampled: false,
    };
    return { data: { user: { latestSample, glucoseSeries, connections: [] } } };
  };
}

describe('a view that is left while its answer is on its way, and shown again', () => {
  it.each([
    { name: 'latestGlucose', make: latestGlucose },
    { name: 'glucoseSeries', make: glucoseSeries },
    { name: 'connection', make: connection },
  ])('$name hears nothing of its first life, which leaves no timer', async ({ make }) => {
    const { gateway, sample, answer, pass, nowMs, timerCount } = startScriptedGateway();
    const early = sample(nowMs() - minuteMs, 100);
    const held = Promise.withResolvers<object>();
    answer(() => held.promise);
    const view = make(gateway, 'u');
    const values: unknown[] = [];
    const leave = view.subscribe(listener);
    // The clock is known by then, and the question asked.
    await pass(1_000);
    leave();
    const before = view.value;
    const ended = view.subscribe(() => values.push(view.value));
    ended();
    answer(() => new Promise(() => {}));
    const stop = view.subscribe(() => values.push(view.value));
    await pass(1_000);
    const countBefore = values.length;
    held.resolve(holding(() => [early], nowMs)());
    await pass(30 * minuteMs);
    expect(before).toMatchObject({ isLoading: true });
    expect(values.slice(countBefore)).toEqual([]);
    expect(view.value).toMatchObject({ isLoading: true });
    stop();
    // The socket is closed once nobody has needed it for a while, and questions end unanswered.
    await pass(2 * minuteMs);
    expect(timerCount()).toBe(0);
  });

  it('is stale again when it is shown after an hour, and not as it was left', async () => {
    const { gateway, sample, answer, pass, nowMs } = startScriptedGateway();
    const only = sample(nowMs(), 100);
    answer(holding(() => [only], nowMs));
    const view = latestGlucose(gateway, 'u');
    const leave = view.subscribe(listener);
    await pass(1_000);
    expect(view.value).toMatchObject({ sample: { valueMgDl: 100 }, isStale: false });
    leave();
    await pass(60 * minuteMs);
    expect(view.value).toMatchObject({ sample: null, isStale: true, isLoading: true });
  });
});

describe('a view whose socket is let in', () => {
  it('late asks again, for what came between its answer and then', async () => {
    const { gateway, network, sample, answer, pass, nowMs, names } = startScriptedGateway();
    network.isBlocked = true;
    const samples = [sample(nowMs() - minuteMs, 100)];
    answer(holding(() => samples, nowMs));
    const view = glucoseSeries(gateway, 'u');
    const stop = view.subscribe(listener);
    await pass(5 * minuteMs);
    expect(view.value.points.map(({ valueMgDl }) => valueMgDl)).toEqual([100]);
    samples.push(sample(nowMs(), 105));
    await pass(5 * minuteMs);
    samples.push(sample(nowMs(), 110));
    expect(view.value.points).toHaveLength(1);
    network.isBlocked = false;
    await pass(minuteMs);
    expect(view.value.watch.name).toBe('live');
    expect(view.value.points.map(({ valueMgDl }) => valueMgDl)).toEqual([100, 105, 110]);
    // The first to learn the gateway's clock.
    expect(names()).toEqual(['LatestGlucose', 'GlucoseSeries', 'GlucoseSeries']);
    stop();
  });

  it('late takes no answer that comes late to what it asked before', async () => {
    const { gateway, network, sample, answer, pass, nowMs, names } = startScriptedGateway();
    network.isBlocked = true;
    const held = Promise.withResolvers<object>();
    answer(() => held.promise);
    const view = latestGlucose(gateway, 'u');
    const stop = view.subscribe(listener);
    await pass(1_000);
    const early = holding(() => [sample(nowMs(), 100)], nowMs)();
    answer(holding(() => [sample(nowMs(), 105)], nowMs));
    network.isBlocked = false;
    await pass(30_000);
    held.resolve(early);
    await pass(1_000);
    expect(names()).toHaveLength(2);
    expect(view.value.sample).toMatchObject({ valueMgDl: 105 });
    stop();
  });

  it('at once asks once, and so does one that comes to a socket that is there', async () => {
    const { gateway, answer, pass, nowMs, names } = startScriptedGateway();
    answer(holding(() => [], nowMs));
    const stops = [glucoseSeries(gateway, 'u').subscribe(listener)];
    await pass(1_000);
    expect(names()).toEqual(['GlucoseSeries']);
    stops.push(latestGlucose(gateway, 'u').subscribe(listener));
    await pass(1_000);
    expect(names()).toEqual(['GlucoseSeries', 'LatestGlucose']);
    for (const stop of stops) stop();
  });

  it('asks again after its cursor was lost, and the answer wins over what events told before', async () => {
    const { gateway, sample, answer, pass, tell, nowMs, names, loseCursors } =
      startScriptedGateway();
    const takenAtMs = nowMs() - minuteMs;
    const samples = [sample(takenAtMs, 100)];
    answer(holding(() => samples, nowMs));
    const [series, latest] = [glucoseSeries(gateway, 'u'), latestGlucose(gateway, 'u')];
    const stops = [series.subscribe(listener), latest.subscribe(listener)];
    await pass(1_000);
    tell('DAILY_DATA_GLUCOSE_UPDATED', sample(takenAtMs, 101, 2));
    await pass(1_000);
    expect(series.value.points).toMatchObject([{ valueMgDl: 101 }]);
    samples.splice(0, 1, sample(takenAtMs, 102, 3));
    const askedCount = names().length;
    loseCursors();
    await pass(1_000);
    expect(names().slice(askedCount).toSorted()).toEqual(['GlucoseSeries', 'LatestGlucose']);
    expect(series.value.points).toMatchObject([{ valueMgDl: 102 }]);
    expect(latest.value.sample).toMatchObject({ valueMgDl: 102 });
    for (const stop of stops) stop();
  });

  it('shows what came while the answer was on its way', async () => {
    const { gateway, sample, answer, pass, tell, nowMs } = startScriptedGateway();
    const early = sample(nowMs() - 6 * minuteMs, 100);
    const held = Promise.withResolvers<object>();
    answer(() => held.promise);
    const [series, latest] = [glucoseSeries(gateway, 'u'), latestGlucose(gateway, 'u')];
    const stops = [series.subscribe(listener), latest.subscribe(listener)];
    await pass(1_000);
    tell('DAILY_DATA_GLUCOSE_CREATED', sample(nowMs() - minuteMs, 105));
    await pass(1_000);
    held.resolve(holding(() => [early], nowMs)());
    await pass(1_000);
    expect(series.value.points).toMatchObject([{ valueMgDl: 100 }, { valueMgDl: 105 }]);
    expect(latest.value.sample).toMatchObject({ valueMgDl: 105 });
    for (const stop of stops) stop();
  });
});

describe('on a phone whose clock is wrong', () => {
  it.each([-3, 1, 3])('by %i hours a chart asks by the clock of the gateway', async (hours) => {
    const skewMs = hours * 60 * minuteMs;
    for (const isBlocked of [true, false]) {
      const { gateway, network, sample, answer, pass, nowMs, questions } = startScriptedGateway({
        skewMs,
      });
      network.isBlocked = isBlocked;
      answer(holding(() => [sample(nowMs() - 5 * minuteMs, 100)], nowMs));
      const view = glucoseSeries(gateway, 'u', { hours: 3 });
      const stop = view.subscribe(listener);
      await pass(2_000);
      expect(view.value.points).toHaveLength(1);
      const [{ variables }] = questions.filter(({ name }) => name === 'GlucoseSeries') as [
        (typeof questions)[number],
      ];
      const secondsBack = (nowMs() - Date.parse(String(variables['from']))) / 1000;
      expect(Math.abs(secondsBack - 3 * 3600)).toBeLessThan(10);
      stop();
    }
  });

  it('a chart of nothing asks for nothing that it cannot date', async () => {
    const { gateway, network, answer, pass, nowMs, names } = startScriptedGateway({
      skewMs: 180 * minuteMs,
    });
    network.isBlocked = true;
    answer(holding(() => [], nowMs));
    const view = glucoseSeries(gateway, 'u');
    const stop = view.subscribe(listener);
    await pass(2_000);
    expect(names()).toEqual(['LatestGlucose']);
    expect(view.value).toMatchObject({ isLoading: false, error: null, points: [] });
    stop();
  });
});

describe('readings that are removed', () => {
  it('are shown no longer; the newest is then the one before', async () => {
    const { gateway, sample, answer, pass, tell, nowMs } = startScriptedGateway();
    const [earlyMs, lateMs] = [nowMs() - 6 * minuteMs, nowMs() - minuteMs];
    const samples = [sample(earlyMs, 100), sample(lateMs, 300)];
    answer(holding(() => samples, nowMs));
    const [series, latest] = [glucoseSeries(gateway, 'u'), latestGlucose(gateway, 'u')];
    const stops = [series.subscribe(listener), latest.subscribe(listener)];
    await pass(1_000);
    expect(latest.value.sample).toMatchObject({ valueMgDl: 300 });
    samples.pop();
    tell('DAILY_DATA_GLUCOSE_DELETED', sample(lateMs, 300, 2));
    await pass(1_000);
    expect(series.value.points).toMatchObject([{ valueMgDl: 100 }]);
    expect(latest.value.sample).toMatchObject({ valueMgDl: 100 });
    // It was measured after all.
    tell('DAILY_DATA_GLUCOSE_CREATED', sample(lateMs, 290, 3));
    await pass(1_000);
    expect(series.value.points).toMatchObject([{ valueMgDl: 100 }, { valueMgDl: 290 }]);
    expect(latest.value.sample).toMatchObject({ valueMgDl: 290 });
    for (const stop of stops) stop();
  });
});

describe('a token that has ended', () => {
  it('is fetched anew once, for all who were refused with it, and they are answered', async () => {
    let fetchCount = 0;
    const fetched = Promise.withResolvers<void>();
    const { gateway, answer, pass, questions } = startScriptedGateway({
      token: () => {
        fetchCount += 1;
        const name = `token ${fetchCount}`;
        return fetchCount === 1 ? name : fetched.promise.then(() => name);
      },
    });
    const slow = Promise.withResolvers<void>();
    answer(async ({ authorization, variables }) => {
      if (authorization !== 'Bearer token 1') return { data: { user: null } };
      // The second is refused while a token is being fetched for the first.
      if (variables['userId'] === 'b') await slow.promise;
      return refusal;
    });
    const asked = ['a', 'b'].map((userId) => gateway.ask(LatestGlucose, { userId }));
    await pass(100);
    expect(fetchCount).toBe(2);
    slow.resolve();
    await pass(100);
    fetched.resolve();
    await expect(Promise.all(asked)).resolves.toEqual([{ user: null }, { user: null }]);
    expect(fetchCount).toBe(2);
    expect(questions.map(({ authorization }) => authorization).toSorted()).toEqual([
      ...['Bearer token 1', 'Bearer token 1'],
      ...['Bearer token 2', 'Bearer token 2'],
    ]);
  });
});

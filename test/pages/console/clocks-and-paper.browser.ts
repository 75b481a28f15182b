import { afterAll, describe, expect, it } from 'vitest';
import { systemClock } from '#std/clock';
import { clockIn } from '#web/console/person/zone.ts';
import { createConsoleRig, signInWith } from './console-rig.ts';

/** Whose clock a page goes by, days of 23 and 25 hours, paper, and a list of operations. */
const rig = await createConsoleRig();
afterAll(rig.close);

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const stepMs = 5 * minuteMs;
const wearersZone = 'Europe/Berlin';
const readersZone = 'Asia/Kathmandu';
const patience = { timeout: 30_000 };
const desk = { viewport: { width: 1280, height: 900 }, timezoneId: readersZone };
const person = `/people/${rig.zoeId.replace('User:', '')}`;

const offsetMinutes = (atMs: number) => {
  const parts = clockIn(wearersZone, atMs).split(':').map(Number);
  const utc = clockIn('UTC', atMs).split(':').map(Number);
  const minutes = ((parts[0] ?? 0) - (utc[0] ?? 0)) * 60 + (parts[1] ?? 0) - (utc[1] ?? 0);
  return (minutes + 1_440) % 1_440;
};

/** The last hour before now at which the wearer's clocks were changed. */
function lastChange(nowMs: number): number {
  let atMs = Math.floor(nowMs / hourMs) * hourMs;
  while (offsetMinutes(atMs) === offsetMinutes(atMs - hourMs)) atMs -= hourMs;
  return atMs;
}

async function measureAll(fromMs: number, toMs: number): Promise<void> {
  const all = Array.from({ length: (toMs - fromMs) / stepMs }, (_, index) => ({
    atMs: fromMs + index * stepMs,
    mgDl: 100 + (index % 40),
  }));
  for (let at = 0; at < all.length; at += 500) await rig.measure(all.slice(at, at + 500));
}

interface Day {
  readonly date: string;
  readonly from: string;
  readonly to: string;
  readonly sampleCount: number;
}

async function daysOf(fromMs: number, toMs: number): Promise<readonly Day[]> {
  const { user } = await rig.ask<{ user: { glucoseDays: readonly Day[] } }>(
    `query ($id: ID!, $from: DateTime!, $to: DateTime!, $timeZone: String!) { user(id: $id) {
      glucoseDays(from: $from, to: $to, timeZone: $timeZone) { date from to sampleCount } } }`,
    {
      id: rig.zoeId,
      from: new Date(fromMs).toISOString(),
      to: new Date(toMs).toISOString(),
      timeZone: wearersZone,
    },
  );
  return user.glucoseDays;
}

describe('a reader in Kathmandu and a wearer in Berlin', () => {
  it('are shown by the wearer’s clock, the reader’s own or UTC, whichever is named', async () => {
    await rig.ask(
      `mutation ($id: ID!) { updateUser(userId: $id, timeZone: "${wearersZone}") { __typename } }`,
      { id: rig.zoeId },
    );
    const atMs = Math.floor(systemClock.nowMs() / minuteMs) * minuteMs - minuteMs;
    await rig.measure([{ atMs, mgDl: 120 }]);
    const { page, troubles } = await rig.open(`${person}?range=3h`, desk);
    await rig.signIn(page);
    await page.getByRole('button', { name: 'Show as a table' }).click();
    const firstTime = page.locator('[data-panel=glucose] tbody td').first();
    const choices = [
      [null, wearersZone],
      ['mine', readersZone],
      ['UTC', 'UTC'],
    ] as const;
    for (const [choice, zone] of choices) {
      if (choice) await page.getByLabel('Whose clock').selectOption(choice);
      await expect.poll(() => firstTime.innerText(), patience).toContain(clockIn(zone, atMs));
      // Chromium calls Kathmandu by its older name.
      await page.getByText(new RegExp(`times in ${zone.replace('th', 'th?')}`)).waitFor();
    }
    expect(troubles).toEqual([]);
  });
});

describe('a report over days on which clocks were changed', () => {
  it('has the days of the API, and each of their readings', async () => {
    const nowMs = systemClock.nowMs();
    const changeMs = lastChange(nowMs);
    const [day] = (await daysOf(changeMs - 2 * dayMs, changeMs + 2 * dayMs)).filter(
      ({ from, to }) => Date.parse(from) <= changeMs && changeMs < Date.parse(to),
    );
    if (!day) throw new Error('no day holds the change');
    const [fromMs, toMs] = [Date.parse(day.from), Date.parse(day.to)];
    const hours = (toMs - fromMs) / hourMs;
    expect([23, 25]).toContain(hours);
    const count = (toMs - fromMs) / stepMs;
    // A report needs more than a day: the days before and after it are measured too.
    await measureAll(fromMs - dayMs, toMs + dayMs);

    const ago = Math.floor((nowMs - toMs) / (14 * dayMs));
    const { page } = await rig.open(`${person}/report?ago=${ago}`, desk);
    await rig.signIn(page);
    const shown = page.locator('.days li');
    await expect.poll(() => shown.count(), patience).toBe(14);
    await page.getByText(`14 days by the clock of ${wearersZone}`).waitFor();
    const withReadings = shown.filter({ hasNotText: 'no readings' });
    expect(await withReadings.count()).toBe(3);
    const name = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
    expect(await withReadings.nth(1).innerText()).toContain(
      name.format(new Date(`${day.date}T12:00Z`)),
    );

    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Days as CSV' }).click();
    const chunks: Buffer[] = [];
    for await (const chunk of await (await saved).createReadStream()) chunks.push(chunk as Buffer);
    const row = Buffer.concat(chunks)
      .toString()
      .split(/\r?\n/)
      .find((line) => line.startsWith(day.date));
    expect(row?.split(',')[1]).toBe(String(count));
    expect((await daysOf(fromMs, toMs))[0]).toMatchObject({ sampleCount: count });
  });

  it('is one sheet of A4, and of Letter', async () => {
    const nowMs = Math.floor(systemClock.nowMs() / stepMs) * stepMs;
    await measureAll(nowMs - 15 * dayMs, nowMs);
    const { page } = await rig.open(`${person}/report`, desk);
    await rig.signIn(page);
    await page.locator('.days li').first().waitFor();
    for (const format of ['A4', 'Letter']) {
      const pdf = (await page.pdf({ format })).toString('latin1');
      expect(pdf.match(/\/Type\s*\/Page\b(?!s)/g), format).toHaveLength(1);
    }
    // On a phone it is drawn to what there is, in letters that can be read.
    for (const width of [320, 390, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      const profile = page.locator('.profile svg');
      const letters = () =>
        profile.evaluate((svg: SVGSVGElement) => {
          const { width, right } = svg.getBoundingClientRect();
          const scale = width / svg.viewBox.baseVal.width;
          const texts = [...svg.querySelectorAll('text')];
          const sizes = texts.map((each) => Number.parseFloat(getComputedStyle(each).fontSize));
          return { isWithin: right <= innerWidth, isRead: Math.min(...sizes) * scale >= 12 };
        });
      await expect.poll(letters, patience).toEqual({ isWithin: true, isRead: true });
    }
  });
});

describe('a deployment that lists its operations', () => {
  it('answers all that the console asks, and nothing else', async () => {
    const node = await rig.startNode({ persistedOperations: new Map() });
    const { page, troubles } = await rig.open('/', desk, node.port());
    await signInWith(page, rig.apiKey);
    const screens = {
      Overview: 'overview',
      People: 'people',
      Events: 'events',
      Webhooks: 'webhooks',
    };
    for (const [name, screen] of Object.entries({ ...screens, Settings: 'session' })) {
      await page.getByRole('link', { name, exact: true }).first().click();
      await page.locator(`[data-screen=${screen}]`).first().waitFor();
      await expect.poll(() => page.locator('.skeleton').count(), patience).toBe(0);
      expect(await page.locator('.error, [role=alert]').allInnerTexts()).toEqual([]);
    }
    await page.getByRole('link', { name: 'People', exact: true }).click();
    await page.getByRole('link', { name: 'anna' }).first().click();
    await page.locator('.now .reading').waitFor();
    expect(await page.locator('.error, [role=alert]').allInnerTexts()).toEqual([]);
    expect(troubles).toEqual([]);
    const answer = await fetch(`http://127.0.0.1:${node.port()}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': rig.apiKey },
      body: JSON.stringify({ query: '{ viewer { __typename } }' }),
    });
    expect(await answer.text()).toContain('OPERATION_NOT_ALLOWED');
  });
});

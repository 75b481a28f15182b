import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands } from '#src/app/commands.ts';
import { commandLineSource } from '#src/teams/audit/audit.ts';
import { systemClock } from '#std/clock';
import { newId } from '#std/ids';
import { createUser } from '#teams';
import { startTestApi } from '#test/api';
import { storeSamples } from '#test/stored-samples';

const api = await startTestApi();
const { db, url: databaseUrl } = api.database;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gateway-import-'));
});
afterAll(async () => {
  await api.close();
  await rm(folder, { recursive: true });
});

const header = 'Index,Timestamp (YYYY-MM-DDThh:mm:ss),Event Type,Glucose Value (mg/dL)';
const mmolHeader = header.replace('mg/dL', 'mmol/L');

/** A user of the team, to whom files are imported at the door of the command line. */
async function setup() {
  const clientUserId = newId(systemClock);
  const teamId = api.mine.id;
  const creation = await createUser(db, systemClock, commandLineSource, { teamId, clientUserId });
  if (creation.kind !== 'created') throw new Error(creation.kind);
  const userId = creation.user.id;
  const importText = async (option: string, text: string | Buffer, more = {}) => {
    const path = join(folder, newId(systemClock));
    await writeFile(path, text);
    const told: string[] = [];
    const options = { user: userId, [option]: path, ...more };
    const config = { databaseUrl, encryptionKeys: null };
    const tell = (line: string) => told.push(line);
    const said = await commands.import?.(config, [], options, tell).catch((error: Error) => error);
    return { said: said instanceof Error ? said.message : said, told };
  };
  const samples = async () => {
    const document = `query ($id: ID!) { user(id: $id) {
      samples(from: "2000-01-01T00:00:00Z", first: 100, order: NEWEST_FIRST) {
        edges { node { takenAt valueMgDl trend utcOffsetMinutes origin isLate } }
      } } }`;
    const { data, errors } = await api.ask(document, { variables: { id: userId } });
    expect(errors).toEqual([]);
    type Node = Record<string, unknown>;
    return (data.user.samples.edges as { node: Node }[]).map(({ node }) => node);
  };
  const brief = async () =>
    (await samples())
      .map(({ takenAt, valueMgDl, origin }) => `${takenAt} ${valueMgDl} ${origin}`)
      .toSorted();
  return { clientUserId, userId, importText, samples, brief };
}

const berlin = { 'time-zone': 'Europe/Berlin' };

describe('a Clarity export', () => {
  it('is kept once by the local time of its zone, LOW and HIGH too, and tells nobody', async () => {
    const { importText, samples, brief, userId } = await setup();
    const rows = [
      header,
      '1,,FirstName,',
      '2,2025-01-15T08:00:00,EGV,112',
      '3,2025-07-15T08:00:00,EGV,Low',
      '4,2025-07-15T08:05:00,EGV,High',
    ].join('\r\n');
    const { said, told } = await importText('clarity', rows, berlin);
    expect(said).toContain('Read 3 readings: 3 are new');
    expect(told).toEqual([]);
    const kept = [
      '2025-01-15T07:00:00.000Z 112 IMPORT',
      '2025-07-15T06:00:00.000Z 39 IMPORT',
      '2025-07-15T06:05:00.000Z 401 IMPORT',
    ];
    expect(await brief()).toEqual(kept);
    const [sample] = await samples();
    expect(sample).toMatchObject({ isLate: false, trend: 'NONE', utcOffsetMinutes: 120 });
    expect((await importText('clarity', rows, berlin)).said).toContain('3 readings: 0 are new');
    expect(await brief()).toEqual(kept);
    const { data } = await api.ask(
      'query ($id: ID!) { events(userId: $id, first: 10) { edges { cursor } } }',
      { variables: { id: userId } },
    );
    expect(data.events.edges).toEqual([]);
  });

  it('is refused line by line where clocks showed a time twice or never', async () => {
    const { importText, brief } = await setup();
    const rows = [
      header,
      '1,2025-03-30T01:55:00,EGV,100',
      '2,2025-03-30T02:30:00,EGV,101',
      '3,2025-10-26T02:30:00,EGV,102',
      '4,2025-10-26T03:00:00,EGV,103',
    ].join('\n');
    const { said, told } = await importText('clarity', rows, berlin);
    expect(said).toContain('Refused: 2');
    expect(told).toEqual([
      'line 3: clocks in Europe/Berlin went forward over that time',
      'line 4: clocks in Europe/Berlin showed that time twice',
    ]);
    expect(await brief()).toEqual([
      '2025-03-30T00:55:00.000Z 100 IMPORT',
      '2025-10-26T02:00:00.000Z 103 IMPORT',
    ]);
  });

  it('tells each line that is no reading though it should be, and no value with it', async () => {
    const { importText, brief } = await setup();
    const rows = [
      header,
      '1,yesterday,EGV,100',
      '2,2025-03-04T10:00:00,EGV,lots',
      '3,2025-03-04T10:05:00,EGV,9',
      '4,2025-03-04T10:10:00,EGV,777',
      '5,2999-01-01T00:00:00,EGV,100',
      '6,1999-01-01T00:00:00,EGV,100',
      `7,2025-03-04T10:15:00,EGV,100,${'x'.repeat(100_000)}`,
      '8,2025-03-04T10:20:00,EGV,100',
    ].join('\n');
    const { said, told } = await importText('clarity', rows, berlin);
    expect(said).toContain('Read 1 readings: 1 are new');
    expect(told.map((line) => line.split(':')[0])).toEqual(
      [2, 3, 4, 5, 6, 7, 8].map((line) => `line ${line}`),
    );
    expect(told.join()).not.toMatch(/777|lots/);
    expect(await brief()).toEqual(['2025-03-04T09:20:00.000Z 100 IMPORT']);
  });

  it('marks what it writes with one decimal of mmol/L, whatever else is in it', async () => {
    const one = await setup();
    const rows = (values: readonly string[]) =>
      [mmolHeader, ...values.map((v, n) => `${n},2025-03-04T10:0${n}:00,EGV,"${v}"`)].join('\n');
    const { said } = await one.importText('clarity', rows(['5.5', '5,6', 'Low']), berlin);
    expect(said).toContain('2 of them are marked IMPORT_ROUNDED');
    expect(await one.brief()).toEqual([
      '2025-03-04T09:00:00.000Z 99 IMPORT_ROUNDED',
      '2025-03-04T09:01:00.000Z 101 IMPORT_ROUNDED',
      '2025-03-04T09:02:00.000Z 39 IMPORT',
    ]);
    const two = await setup();
    await two.importText('clarity', rows(['5.50', '5.55', '5.5']), berlin);
    expect(await two.brief()).toEqual([
      '2025-03-04T09:00:00.000Z 99 IMPORT',
      '2025-03-04T09:01:00.000Z 100 IMPORT',
      '2025-03-04T09:02:00.000Z 99 IMPORT_ROUNDED',
    ]);
  });
});

const entry = (date: string, more: object) => ({ type: 'sgv', date: Date.parse(date), ...more });

describe("a Nightscout's entries", () => {
  it('are kept with their trends, and those of meters and calibrations are passed over', async () => {
    const { importText, samples } = await setup();
    const entries = [
      entry('2025-03-04T10:05:00.250Z', {
        sgv: 120,
        direction: 'FortyFiveUp',
        dateString: '2025-03-04T11:05:00.250+0100',
      }),
      entry('2025-03-04T10:00:00Z', { sgv: '110', direction: 'NOT COMPUTABLE', utcOffset: 60 }),
      { type: 'mbg', date: Date.parse('2025-03-04T10:01:00Z'), mbg: 131 },
      { type: 'cal', date: Date.parse('2025-03-04T10:01:00Z'), slope: 1 },
      { sgv: 100, dateString: '2025-03-04T09:55:00.000Z' },
      entry('2025-03-04T10:10:00Z', { sgv: 10 }),
      entry('2025-03-04T10:15:00Z', {}),
      'no entry',
    ];
    const { said, told } = await importText('nightscout', `\uFEFF${JSON.stringify(entries)}`);
    expect(said).toContain('Read 3 readings: 3 are new');
    expect(said).toContain('passed over: 2');
    expect(told).toEqual([
      'entry 6: its value is no glucose, but a code by which sensors tell an error',
      'entry 7: it needs sgv, a number of mg/dL',
      'entry 8: it is no entry of a Nightscout',
    ]);
    expect(await samples()).toMatchObject([
      { takenAt: '2025-03-04T10:05:00.000Z', trend: 'FORTY_FIVE_UP', utcOffsetMinutes: 60 },
      { takenAt: '2025-03-04T10:00:00.000Z', trend: 'NOT_COMPUTABLE', utcOffsetMinutes: 60 },
      { takenAt: '2025-03-04T09:55:00.000Z', trend: 'NONE', utcOffsetMinutes: null },
    ]);
  });

  it('which end in the middle are kept so far, with a word on where, and go in again', async () => {
    const { importText, brief } = await setup();
    const text = JSON.stringify([
      entry('2025-03-04T10:00:00Z', { sgv: 100 }),
      entry('2025-03-04T10:05:00Z', { sgv: 101 }),
    ]);
    const { said } = await importText('nightscout', text.slice(0, -20));
    expect(said).toContain('The import stopped after entry 1: what follows is no JSON');
    expect(said).toContain('1 new samples are kept');
    expect(await brief()).toHaveLength(1);
    expect((await importText('nightscout', text)).said).toContain('2 readings: 1 are new');
    expect(await brief()).toHaveLength(2);
  });
});

const page = (slug: string, ...data: readonly object[]) => ({
  groups: { [slug]: [{ source: { provider: slug }, data }] },
  next_cursor: null,
});

describe('what Junction answers', () => {
  it('is kept page by page, as its API and its client write it, and only what is of Dexcom', async () => {
    const { importText, samples } = await setup();
    const common = { type: null, unit: 'mmol/L' };
    const pages = [
      page(
        'dexcom',
        { ...common, timestamp: '2025-03-04T10:00:00+00:00', timezone_offset: 3600, value: 5.6 },
        { ...common, timestamp: '2025-03-04T10:05:00.000Z', timezoneOffset: null, value: 6 },
        { ...common, timestamp: '2025-03-04T10:10:00', value: 6.1 },
        { ...common, timestamp: '2025-03-04T10:10:00Z', unit: 'mmol', value: 6.1 },
        { ...common, timestamp: '2025-03-04T10:10:00Z', value: '6.1' },
      ),
      page('abbott_libreview', { ...common, timestamp: '2025-03-04T10:20:00+00:00', value: 5.6 }),
    ];
    const { told } = await importText('junction', JSON.stringify(pages));
    expect(told).toEqual([
      'sample 3: its time has no zone: give --time-zone',
      'sample 4: it needs unit, mmol/L or mg/dL',
      'sample 5: it needs value, a number',
      'sample 6: it is of another provider than Dexcom',
    ]);
    const rounded = { origin: 'IMPORT_ROUNDED', trend: 'NONE' };
    expect(await samples()).toMatchObject([
      { takenAt: '2025-03-04T10:05:00.000Z', valueMgDl: 108, utcOffsetMinutes: null, ...rounded },
      { takenAt: '2025-03-04T10:00:00.000Z', valueMgDl: 101, utcOffsetMinutes: 60, ...rounded },
    ]);
    const [first] = pages;
    const again = await importText('junction', JSON.stringify(first), berlin);
    expect(again.said).toContain('Read 3 readings: 1 are new');
  });
});

describe('what Junction answers of two providers', () => {
  it.each(['dexcom', 'dexcom_v3'])('is marked alike where %s comes first', async (first) => {
    const { importText, brief } = await setup();
    const at = (minute: string, value: number) => ({
      ...{ timestamp: `2025-03-04T10:${minute}:00Z`, unit: 'mmol/L', value },
    });
    const coarse = page('dexcom', at('00', 5.6), at('05', 6));
    const fine = page('dexcom_v3', at('20', 5.61), at('25', 6.05));
    const pages = first === 'dexcom' ? [coarse, fine] : [fine, coarse];
    const { said } = await importText('junction', JSON.stringify(pages));
    expect(said).toContain('2 of them are marked IMPORT_ROUNDED');
    expect(await brief()).toEqual([
      '2025-03-04T10:00:00.000Z 101 IMPORT_ROUNDED',
      '2025-03-04T10:05:00.000Z 108 IMPORT_ROUNDED',
      '2025-03-04T10:20:00.000Z 101 IMPORT',
      '2025-03-04T10:25:00.000Z 109 IMPORT',
    ]);
  });
});

describe('an import', () => {
  it('overwrites nothing that Dexcom told, and is overwritten by it', async () => {
    const { importText, brief, userId } = await setup();
    const share = (value: number) => storeSamples(db, userId, [[0, value]]);
    const rows = (minutes: readonly number[]) =>
      [header, ...minutes.map((m) => `1,2026-03-01T00:0${m}:07,EGV,150`)].join('\n');
    await share(100);
    await importText('clarity', rows([0, 5]), { 'time-zone': 'UTC' });
    await storeSamples(db, userId, [[5, 90]]);
    expect(await brief()).toEqual([
      '2026-03-01T00:00:00.000Z 100 SHARE',
      '2026-03-01T00:05:07.000Z 90 SHARE',
    ]);
  });

  it('is in the audit, with its form and without a value', async () => {
    const { importText, userId } = await setup();
    await importText('clarity', `${header}\n1,2025-03-04T10:00:00,EGV,100`, berlin);
    const { data } = await api.ask(
      `query ($id: ID!) { auditEntries(userId: $id, action: "glucose.imported", first: 5) {
        edges { node { action actorKind detail } } } }`,
      { variables: { id: userId } },
    );
    expect(data.auditEntries.edges).toHaveLength(1);
    expect(JSON.stringify(data.auditEntries)).toContain('clarity');
  });

  it('takes a user by id, or by the own id of a team that is named', async () => {
    const { importText, clientUserId, userId } = await setup();
    const rows = `${header}\n1,2025-03-04T10:00:00,EGV,100`;
    const names = [
      { user: `User:${userId}` },
      { user: clientUserId, team: api.mine.id },
      { user: userId, team: api.mine.id },
    ];
    for (const name of names) {
      const { said } = await importText('clarity', rows, { ...berlin, ...name });
      expect(said).toContain('Read 1 readings');
    }
    const foreign = await importText('clarity', rows, { ...berlin, team: api.other.id });
    expect(foreign.said).toContain('There is no such user');
  });

  it.each<[string, string, string, object]>([
    ['clarity', `${header}\n`, "name the wearer's with --time-zone", {}],
    ['clarity', `${header}\n`, '--time-zone takes the name', { 'time-zone': 'Mars/Olympus' }],
    ['clarity', 'a,b\n1,2', 'line 1 needs the columns Timestamp', berlin],
    ['clarity', '', 'line 1 needs the columns Timestamp', berlin],
    ['clarity', `${header}\n1,,Device,`, 'holds no readings of the form "clarity"', berlin],
    ['nightscout', '[]', 'holds no readings of the form "nightscout"', {}],
    ['nightscout', '', 'holds no readings of the form "nightscout"', {}],
    ['junction', '{"groups": {}}', 'holds no readings of the form "junction"', {}],
    ['junction', '<html>', 'what follows is no JSON', {}],
    ['junction', '{}', 'There is no such user', { user: newId(systemClock) }],
    ['junction', '{}', '--user takes the id of a user', { user: 'patient-17' }],
    ['junction', '{}', '--user is missing', { user: undefined }],
    ['junction', '{}', 'one of --clarity, --nightscout, --junction', { junction: undefined }],
    ['junction', '{}', 'one of --clarity, --nightscout, --junction', { clarity: 'x.csv' }],
    ['junction', '{}', 'the file cannot be read', { junction: '/nowhere/x.json' }],
  ])('of %s from %j says what is wrong: %s', async (option, text, what, more) => {
    const { importText, brief } = await setup();
    expect((await importText(option, text, more)).said).toContain(what);
    expect(await brief()).toEqual([]);
  });
});

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSimulator } from '#simulator';
import { ClarityCsvError, parseClarityCsv } from '#src/simulator/people/clarity-csv.ts';
import type { TracePoint } from '#src/simulator/people/trace.ts';
import { silentLog } from '#std/log';
import { createVirtualClock } from '#test/virtual-clock';
import { instantOf, setup, startMs } from './rig.ts';

const anna = { username: 'anna', password: 'secret' };
const minuteMs = 60_000;
const dayMs = 86_400_000;
const csv = readFileSync(resolve(import.meta.dirname, 'clarity-sample.csv'), 'utf8');

describe('a Clarity export', () => {
  it('gives its readings and nothing else, as UTC, in order', () => {
    expect(parseClarityCsv(csv)).toEqual([
      { atMs: Date.UTC(2031, 2, 4, 6, 58, 41), valueMgDl: 39 },
      { atMs: Date.UTC(2031, 2, 4, 7, 3, 41), valueMgDl: 61 },
      { atMs: Date.UTC(2031, 2, 4, 7, 8, 40), valueMgDl: 70 },
      { atMs: Date.UTC(2031, 2, 4, 7, 13, 40), valueMgDl: 84 },
      { atMs: Date.UTC(2031, 2, 4, 7, 18, 40), valueMgDl: 401 },
    ]);
  });

  it('can be read as local time', () => {
    const [first] = parseClarityCsv(csv, { utcOffsetMinutes: -300 });
    expect(first?.atMs).toBe(Date.UTC(2031, 2, 4, 11, 58, 41));
  });

  it('may hold mmol/L, spaces in its times and quotes', () => {
    const text = [
      '"Index","Timestamp (YYYY-MM-DDThh:mm:ss)","Event Type","Glucose Value (mmol/L)"',
      '"1","2031-03-04 06:58:41","EGV","5.5"',
      '"2","2031-03-04 07:03:41","EGV","5,6"',
    ].join('\r\n');
    expect(parseClarityCsv(text).map(({ valueMgDl }) => valueMgDl)).toEqual([99, 101]);
  });

  it('is refused without its columns, or with an EGV that has no value, by its line', () => {
    expect(() => parseClarityCsv('a,b\n1,2')).toThrow(ClarityCsvError);
    for (const value of ['', 'lots', 'Low-ish', '5', '601']) {
      const broken = csv.replace(',61,', `,${value},`);
      expect(() => parseClarityCsv(broken)).toThrow('line 6: an EGV needs a value');
    }
    for (const time of ['06:58:41', '2031-02-30T06:58:41', '2031-03-04T25:61:99']) {
      const untimed = csv.replace('2031-03-04T06:58:41', time);
      expect(() => parseClarityCsv(untimed)).toThrow('line 7: an EGV needs a time');
    }
  });

  it('is refused without a reading, with what was looked for', () => {
    const unread = csv.replaceAll(',EGV,', ',EGW,');
    expect(() => parseClarityCsv(unread)).toThrow('none is of type EGV');
  });

  it.each([';', '\t'])('may part its columns by %j, with commas in its numbers', (separator) => {
    const text = [
      ['Index', 'Zeitstempel (JJJJ-MM-TTThh:mm:ss)', 'Ereignistyp', 'Glukosewert (mmol/L)'],
      ['1', '2031-03-04T10:11:47', 'EGV', '5,6'],
      ['2', '2031-03-04T10:16:47', 'EGV', 'Niedrig'],
    ]
      .map((cells) => cells.join(separator))
      .join('\n');
    expect(parseClarityCsv(text)).toEqual([
      { atMs: Date.UTC(2031, 2, 4, 10, 11, 47), valueMgDl: 101 },
      { atMs: Date.UTC(2031, 2, 4, 10, 16, 47), valueMgDl: 39 },
    ]);
  });

  it('may be German, end its lines as a Mac of old did, and write hours in one digit', () => {
    const text = [
      '\uFEFFIndex,Zeitstempel (JJJJ-MM-TTThh:mm:ss),Ereignistyp,Ereignissubtyp,Patienteninformationen,' +
        'Geräteinformationen,Quellgerät-ID,Glukosewert (mg/dL),Insulinwert (u),' +
        'Kohlenhydratwert (Gramm),Dauer (hh:mm:ss),Glukose-Änderungsrate (mg/dL/min)',
      '1,,Vorname,,Erika,,,,,,,',
      '2,2031-03-04 0:01:47,EGV,,,,phone,Niedrig,,,,',
      '3,2031-03-04T0:06:47,EGV,,,,phone,Hoch,,,,',
      '4,2031-03-04T10:11:47,EGV,,,,phone,112,,,,',
    ].join('\r');
    expect(parseClarityCsv(text)).toEqual([
      { atMs: Date.UTC(2031, 2, 4, 0, 1, 47), valueMgDl: 39 },
      { atMs: Date.UTC(2031, 2, 4, 0, 6, 47), valueMgDl: 401 },
      { atMs: Date.UTC(2031, 2, 4, 10, 11, 47), valueMgDl: 112 },
    ]);
  });

  describe('over the hour that comes twice in autumn', () => {
    const header =
      'Index,Timestamp (YYYY-MM-DDThh:mm:ss),Event Type,Glucose Value (mg/dL),' +
      'Transmitter Time (Long Integer),Transmitter ID';
    const local = ['02:15', '02:35', '02:55', '02:15', '02:35', '02:55'];
    const rows = (transmitterOf: (index: number) => string) =>
      local
        .map((at, n) => `${n},2031-10-26T${at}:00,EGV,${100 + n},${transmitterOf(n)}`)
        .join('\n');

    it('goes on as the transmitter counted', () => {
      const text = `${header}\n${rows((n) => `${5_000_000 + n * 1200},8A1B2C`)}`;
      const startMs = Date.UTC(2031, 9, 26, 2, 15);
      expect(parseClarityCsv(text)).toEqual(
        local.map((_, n) => ({ atMs: startMs + n * 20 * minuteMs, valueMgDl: 100 + n })),
      );
    });

    it('is refused with its line where no transmitter tells', () => {
      const text = `${header}\n${rows(() => ',')}`;
      expect(() => parseClarityCsv(text)).toThrow('line 5: the times go back');
      // The second hour begins with half an hour lost.
      const lost = text.replace('4,2031-10-26T02:35', '4,2031-10-26T02:40').split('\n');
      expect(() => parseClarityCsv(lost.toSpliced(4, 1).join('\n'))).toThrow(
        'line 5: the times go',
      );
    });
  });
});

describe('a trace', () => {
  const points: readonly TracePoint[] = [
    { atMs: startMs - 50 * minuteMs, valueMgDl: 100 },
    { atMs: startMs - 15 * minuteMs, valueMgDl: 100 },
    { atMs: startMs - 10 * minuteMs, valueMgDl: 112 },
    { atMs: startMs - 5 * minuteMs, valueMgDl: 136, trend: 'None' },
    { atMs: startMs, valueMgDl: 401 },
  ];

  it('is read as it stands, with trends from its slopes unless it has its own', async () => {
    const { simulator, logIn, read } = await setup();
    const account = simulator.addAccount({ ...anna, trace: points, visibilityDelayMs: 0 });
    const readings = await read(await logIn(account));
    expect(readings.map(({ WT, Value, Trend }) => [instantOf(WT), Value, Trend])).toEqual([
      [startMs, 401, 'DoubleUp'],
      [startMs - 5 * minuteMs, 136, 'None'],
      [startMs - 10 * minuteMs, 112, 'SingleUp'],
      [startMs - 15 * minuteMs, 100, 'NotComputable'],
      [startMs - 50 * minuteMs, 100, 'NotComputable'],
    ]);
  });

  it('says itself when a reading is seen, and what it becomes', async () => {
    const { simulator, logIn, read, clock } = await setup();
    const trace: readonly TracePoint[] = [
      {
        atMs: startMs - 20 * minuteMs,
        valueMgDl: 100,
        visibleAtMs: startMs,
        revisions: [
          { visibleAtMs: startMs + 1000, valueMgDl: 110 },
          { visibleAtMs: startMs + 2000, valueMgDl: 90, trend: 'Flat' },
        ],
      },
      { atMs: startMs - 15 * minuteMs, valueMgDl: 100, visibleAtMs: startMs + 3000 },
      { atMs: startMs - 10 * minuteMs, valueMgDl: 100, visibleAtMs: null },
    ];
    const session = await logIn(simulator.addAccount({ ...anna, trace }));
    const seen: number[][] = [];
    for (let second = 0; second < 4; second++) {
      seen.push((await read(session)).map(({ Value }) => Value));
      await clock.advance(1000);
    }
    expect(seen).toEqual([[100], [110], [90], [100, 90]]);
  });

  it('can be moved in time, all of it', () => {
    const simulator = createSimulator({ clock: createVirtualClock(startMs), log: silentLog });
    const trace: readonly TracePoint[] = [
      {
        atMs: 1000,
        valueMgDl: 100,
        visibleAtMs: 2000,
        revisions: [{ visibleAtMs: 3000, valueMgDl: 101 }],
      },
    ];
    const account = simulator.addAccount({ ...anna, trace, traceOptions: { shiftMs: startMs } });
    const [reading] = simulator.readingsOf(account, startMs + dayMs, startMs - dayMs);
    expect(reading).toMatchObject({
      atMs: startMs + 1000,
      visibleAtMs: startMs + 2000,
      versions: [{ valueMgDl: 100 }, { visibleAtMs: startMs + 3000, valueMgDl: 101 }],
    });
  });

  it('can be played again and again at the same time of day', () => {
    const simulator = createSimulator({ clock: createVirtualClock(startMs), log: silentLog });
    const trace = parseClarityCsv(csv);
    const traceOptions = { isRepeated: true };
    const account = simulator.addAccount({ ...anna, trace, traceOptions });
    const readings = simulator.readingsOf(account, startMs, startMs - 7 * dayMs);
    expect(readings).toHaveLength(35);
    expect(new Set(readings.map(({ atMs }) => atMs % dayMs)).size).toBe(5);
    expect(readings.map(({ versions }) => versions[0]?.valueMgDl).slice(0, 5)).toEqual([
      39, 61, 70, 84, 401,
    ]);
    expect(readings.every(({ versions }) => versions.length === 1)).toBe(true);
  });
});

import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { demoPeople } from '#simulator';
import { demoPassword, thinningFor } from '#src/simulator/people/demo-people.ts';
import { runSimulator } from '#src/simulator/run-simulator.ts';
import { silentLog } from '#std/log';
import { createVirtualClock } from '#test/virtual-clock';
import { setup, startMs } from './rig.ts';

const root = resolve(import.meta.dirname, '../..');
const sample = resolve(import.meta.dirname, 'clarity-sample.csv');

async function firstLine(child: ChildProcess): Promise<string> {
  let text = '';
  for await (const chunk of child.stdout ?? []) {
    text += chunk;
    if (text.includes('\n')) break;
  }
  return text.slice(0, text.indexOf('\n'));
}

function start(flags: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, ['src/simulator/start.ts', ...flags], { cwd: root });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

describe('the simulator by itself', () => {
  it('tells its addresses and accounts in one line', async () => {
    const { simulator, banner } = await runSimulator({
      clock: createVirtualClock(startMs),
      log: silentLog,
      people: 3,
      csvPath: sample,
    });
    onTestFinished(() => simulator.stop());
    expect(banner).not.toContain('\n');
    expect(banner).toContain(`US ${simulator.url}/us · OUS ${simulator.url}/ous`);
    expect(banner).toContain(`admin ${simulator.adminUrl}`);
    expect(banner).toContain('US anna / anna-password');
    const replay = simulator.findAccount({ region: 'US', username: 'replay' });
    expect(replay?.password).toBe(demoPassword('replay'));
    const readings = replay && simulator.readingsOf(replay, startMs, startMs - 86_400_000);
    expect(readings).toHaveLength(5);
  });

  it('runs as a process until it is told to stop', async () => {
    const child = start([
      '--port',
      '0',
      '--admin-port',
      '0',
      '--oauth-port',
      '0',
      '--cadence-seconds',
      '20',
    ]);
    const line = await firstLine(child);
    const url = /US (http:\S+)\/us/.exec(line)?.[1] ?? '';
    const path = '/ShareWebServices/Services/General/SystemUtcTime';
    expect((await fetch(`${url}${path}`)).status).toBe(200);
    const ended = new Promise((settle) => child.once('exit', settle));
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  it('says what a flag takes', async () => {
    const child = start(['--people', 'many']);
    let text = '';
    for await (const chunk of child.stderr ?? []) text += chunk;
    expect(text).toContain('--people takes a whole number');
    expect(text).toContain('usage:');
  });
});

describe('the people of a demo', () => {
  it('are as many as were asked for, each under a name of its own', () => {
    const people = demoPeople({ count: 40, cadenceMs: 299_700 });
    expect(new Set(people.map(({ username }) => username)).size).toBe(40);
    expect(people[0]).toMatchObject({ username: 'anna', password: 'anna-password' });
    expect(people.some(({ followers }) => followers === 0)).toBe(true);
    expect(people.some(({ isSharing }) => isSharing === false)).toBe(true);
  });

  it.each([10_000, 20_000, 60_000])(
    'fit a day at a cadence of %d ms into one answer',
    async (cadenceMs) => {
      const { simulator } = await runSimulator({
        clock: createVirtualClock(startMs),
        log: silentLog,
        people: 1,
        cadenceMs,
      });
      onTestFinished(() => simulator.stop());
      const { afterMs, every } = thinningFor(cadenceMs) ?? { afterMs: 0, every: 1 };
      const shown = afterMs / cadenceMs + (86_400_000 - afterMs) / (cadenceMs * every);
      expect(shown).toBeLessThan(285);
      expect(cadenceMs * every).toBeLessThan(600_000);
    },
  );

  it('measure as often as was asked for, whose sensors change too, and show a day of it', async () => {
    const { simulator, clock, logIn, read } = await setup();
    for (const person of demoPeople({ count: 9, cadenceMs: 12_000 })) {
      const { username } = person;
      const { region } = simulator.addAccount(person);
      const nowMs = clock.nowMs();
      const minute = simulator.readingsOf({ region, username }, nowMs, nowMs - 60_000);
      expect(minute, `of ${username}'s last minute`).toHaveLength(5);
      if (person.followers === 0 || person.isSharing === false) continue;
      const shown = await read(await logIn(person), { base: simulator.baseUrls[region] });
      expect(shown.length, `of ${username}'s day`).toBeGreaterThan(200);
    }
  });

  it('show all they have at an ordinary cadence', () => {
    expect(thinningFor(299_700)).toBeNull();
  });
});

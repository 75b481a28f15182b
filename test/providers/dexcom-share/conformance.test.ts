import { onTestFinished } from 'vitest';
import { createSimulator } from '#simulator';
import { createDexcomShare } from '#src/providers/dexcom-share/index.ts';
import { createKeyedHash } from '#std/keyed-hash';
import { type Log, silentLog } from '#std/log';
import { createVirtualClock } from '#test/virtual-clock';
import { describePasswordProvider, type PasswordProviderUnderTest } from '../conformance.ts';

async function setup(): Promise<PasswordProviderUnderTest> {
  const clock = createVirtualClock();
  const simulator = createSimulator({ clock, log: silentLog, seed: 7, adminPort: null });
  await simulator.start();
  const lines: string[] = [];
  const note: Log['info'] = (event, fields) => void lines.push(event, JSON.stringify(fields));
  const log: Log = { ...silentLog, info: note, warn: note, error: note };
  const { baseUrls } = simulator;
  const keyedHash = createKeyedHash(Buffer.alloc(32, 1));
  const provider = createDexcomShare({ clock, log, keyedHash, baseUrls });
  onTestFinished(async () => {
    simulator.clearFaults();
    await provider.close();
    await simulator.stop();
  });
  const { region, username, password } = simulator.addAccount({
    username: 'the-wearer',
    password: 'the-password',
    visibilityDelayMs: 12_000,
  });
  const account = { region, username };
  const strike = (effect: Parameters<typeof simulator.addFault>[0]['effect']) => () =>
    void simulator.addFault({ effect });
  return {
    provider,
    clock,
    region,
    accountName: username,
    password,
    logged: () => lines.join('\n'),
    requestCount: () => simulator.totals().requests,
    endSessions: () => void simulator.killSessions(account),
    lockOut: () => simulator.lockOut(account),
    throttle: (retryAfterSeconds) => strike({ kind: 'throttle', retryAfterSeconds })(),
    breakDown: strike({ kind: 'gateway-error', status: 503 }),
    hang: strike({ kind: 'hang' }),
    heal: () => simulator.clearFaults(),
  };
}

describePasswordProvider('Dexcom Share', setup);

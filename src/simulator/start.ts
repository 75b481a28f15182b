import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { systemClock } from '#std/clock';
import { createLog } from '#std/log';
import { type RunOptions, runSimulator } from './run-simulator.ts';

/** `node src/simulator/start.ts`: runs until SIGINT or SIGTERM. */
const usage = [
  'usage: node src/simulator/start.ts [--host 127.0.0.1] [--port 4010] [--admin-port 4011]',
  '  [--oauth-port 4012] [--seed 1] [--people 3] [--csv FILE] [--cadence-seconds 299.7]',
  '  [--tls-cert FILE --tls-key FILE]',
  '',
].join('\n');

const flags = {
  host: { type: 'string', default: '127.0.0.1' },
  port: { type: 'string', default: '4010' },
  'admin-port': { type: 'string', default: '4011' },
  'oauth-port': { type: 'string', default: '4012' },
  seed: { type: 'string', default: '1' },
  people: { type: 'string', default: '3' },
  csv: { type: 'string' },
  'cadence-seconds': { type: 'string', default: '299.7' },
  'tls-cert': { type: 'string' },
  'tls-key': { type: 'string' },
} as const;

function optionsOf(args: readonly string[]): RunOptions {
  const { values } = parseArgs({ args: [...args], options: flags });
  return {
    clock: systemClock,
    log: createLog('warn'),
    host: values.host,
    port: wholeNumber('--port', values.port, 65_535),
    adminPort: wholeNumber('--admin-port', values['admin-port'], 65_535),
    oauthPort: wholeNumber('--oauth-port', values['oauth-port'], 65_535),
    seed: wholeNumber('--seed', values.seed, 2 ** 32 - 1),
    people: wholeNumber('--people', values.people, 100_000),
    cadenceMs: 1000 * secondsOf('--cadence-seconds', values['cadence-seconds']),
    ...(values.csv === undefined ? {} : { csvPath: values.csv }),
    ...certificateOf(values['tls-cert'], values['tls-key']),
  };
}

function certificateOf(certPath: string | undefined, keyPath: string | undefined) {
  if (certPath === undefined && keyPath === undefined) return {};
  if (certPath === undefined || keyPath === undefined) {
    throw new RangeError('--tls-cert and --tls-key go together');
  }
  const cert = readFileSync(certPath, 'utf8');
  return { certificate: { cert, key: readFileSync(keyPath, 'utf8') } };
}

function wholeNumber(flag: string, text: string, max: number): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0 || number > max) {
    throw new RangeError(`${flag} takes a whole number from 0 to ${max}`);
  }
  return number;
}

function secondsOf(flag: string, text: string): number {
  const seconds = Number(text);
  if (!(seconds >= 1 && seconds <= 3600)) throw new RangeError(`${flag} takes 1 to 3600 seconds`);
  return seconds;
}

async function main(): Promise<void> {
  const { simulator, banner } = await runSimulator(optionsOf(process.argv.slice(2)));
  process.stdout.write(`${banner}\n`);
  const stop = () => void simulator.stop();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

main().catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${message}\n${usage}`);
  process.exitCode = 1;
});

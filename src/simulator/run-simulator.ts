import { readFile } from 'node:fs/promises';
import type { Clock } from '#std/clock';
import type { Log } from '#std/log';
import type { TracePoint } from './people/index.ts';
import { defaultSensor, demoPassword, demoPeople, parseClarityCsv } from './people/index.ts';
import type { Certificate } from './share/index.ts';
import { createSimulator, type Simulator, type SimulatorOptions } from './simulator.ts';

/** A simulator with people in it, for somebody who runs it by itself. */
export interface RunOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly host?: string;
  readonly port?: number;
  readonly adminPort?: number;
  readonly oauthPort?: number;
  readonly seed?: number;
  readonly people?: number;
  readonly cadenceMs?: number;
  readonly certificate?: Certificate;
  /** A Clarity export, played again and again by one more account, `replay`. */
  readonly csvPath?: string;
}

export interface RunningSimulator {
  readonly simulator: Simulator;
  /** One line: the addresses, and the credentials of an account to try. */
  readonly banner: string;
}

const replayUsername = 'replay';

export async function runSimulator(options: RunOptions): Promise<RunningSimulator> {
  const { people = 3, csvPath, cadenceMs = defaultSensor.cadenceMs } = options;
  const simulator = createSimulator(simulatorOptions(options));
  for (const person of demoPeople({ count: people, cadenceMs })) simulator.addAccount(person);
  if (csvPath !== undefined) {
    const trace: readonly TracePoint[] = parseClarityCsv(await readFile(csvPath, 'utf8'));
    simulator.addAccount({
      username: replayUsername,
      password: demoPassword(replayUsername),
      trace,
      traceOptions: { isRepeated: true },
    });
  }
  await simulator.start();
  return { simulator, banner: bannerOf(simulator) };
}

function simulatorOptions(options: RunOptions): SimulatorOptions {
  const { clock, log, host, port, adminPort, oauthPort, seed, certificate } = options;
  return {
    clock,
    log,
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port }),
    ...(adminPort === undefined ? {} : { adminPort }),
    ...(oauthPort === undefined ? {} : { oauthPort }),
    ...(seed === undefined ? {} : { seed }),
    ...(certificate === undefined ? {} : { certificate }),
  };
}

function bannerOf(simulator: Simulator): string {
  const facts = [
    `US ${simulator.baseUrls.US}`,
    `OUS ${simulator.baseUrls.OUS}`,
    `APAC ${simulator.baseUrls.APAC}`,
    `OAuth ${simulator.oauthUrls.us}`,
    `admin ${simulator.adminUrl}`,
    ...[...simulator.listAccounts()].map(
      ({ region, username, password }) => `${region} ${username} / ${password}`,
    ),
  ];
  return `simulator: ${facts.slice(0, factsMax).join(' · ')}`;
}

/** The line stays readable however many people there are. */
const factsMax = 13;

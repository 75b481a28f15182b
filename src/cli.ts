import { parseArgs } from 'node:util';
import { describeMistakes, readCommandConfig } from '#config';
import { reasonsOf } from '#std/reasons-of';
import { commands, usage, version } from './app/commands.ts';

/** `npm run gateway -- …`: what has no API, because nobody has a key yet. */
const { values, positionals } = parseCommandLine();
if (values.help || positionals[0] === 'help') {
  process.stdout.write(usage);
  process.exit(0);
}
if (values.version || positionals[0] === 'version') {
  process.stdout.write(`${version}\n`);
  process.exit(0);
}
const name = Object.keys(commands).find((words) =>
  words.split(' ').every((word, index) => positionals[index] === word),
);
const command = name === undefined ? undefined : commands[name];
if (!name || !command) {
  const isAsked = positionals.length > 0;
  refuse(isAsked ? `There is no command "${positionals.join(' ')}".` : 'Which command?', 2);
}
const reading = readCommandConfig();
if (reading.kind === 'mistakes') refuse(describeMistakes(reading.mistakes), 1);
try {
  const args = positionals.slice(name.split(' ').length);
  const tell = (line: string) => process.stderr.write(`${line}\n`);
  process.stdout.write(`${await command(reading.config, args, values, tell)}\n`);
} catch (error) {
  refuse(reasonsOf(error), 1);
}

function parseCommandLine() {
  try {
    return parseArgs({
      args: process.argv.slice(2),
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        version: { type: 'boolean', default: false },
        'follower-contact': { type: 'string' },
        'refuse-shared-accounts': { type: 'boolean', default: false },
        'expires-in-days': { type: 'string' },
        scopes: { type: 'string' },
        addresses: { type: 'string' },
        'with-what-it-opened': { type: 'boolean', default: false },
        role: { type: 'string' },
        team: { type: 'string' },
        plan: { type: 'boolean', default: false },
        shards: { type: 'string' },
        user: { type: 'string' },
        clarity: { type: 'string' },
        nightscout: { type: 'string' },
        junction: { type: 'string' },
        'time-zone': { type: 'string' },
      },
    });
  } catch (error) {
    return refuse(reasonsOf(error), 2);
  }
}

/** 1: it could not be done; 2: it was not understood. */
function refuse(reason: string, code: 1 | 2): never {
  const advice = code === 2 ? '"npm run gateway -- --help" lists what there is.\n' : '';
  process.stderr.write(`${reason}\n${advice}`);
  process.exit(code);
}

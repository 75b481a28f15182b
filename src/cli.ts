import { parseArgs } from 'node:util';
import { describeMistakes, readCommandConfig } from '#config';
import { commands, usage } from './app/commands.ts';

/** `npm run gateway -- …`: what has no API, because nobody has a key yet. */
const reading = readCommandConfig();
if (reading.kind === 'mistakes') {
  process.stderr.write(`${describeMistakes(reading.mistakes)}\n`);
  process.exit(1);
}

const { values, positionals } = parseArgs({
  args: process.argv.slice(2),
  allowPositionals: true,
  options: {
    'follower-contact': { type: 'string' },
    'refuse-shared-accounts': { type: 'boolean', default: false },
    'expires-in-days': { type: 'string' },
    scopes: { type: 'string' },
    addresses: { type: 'string' },
    'with-what-it-opened': { type: 'boolean', default: false },
  },
});
const name = Object.keys(commands).find((words) =>
  words.split(' ').every((word, index) => positionals[index] === word),
);
const command = name === undefined ? undefined : commands[name];
if (!name || !command) {
  process.stderr.write(usage);
  process.exit(2);
}
try {
  const args = positionals.slice(name.split(' ').length);
  process.stdout.write(`${await command(reading.config, args, values)}\n`);
} catch (error) {
  process.stderr.write(`${reasonsOf(error).join(': ')}\n`);
  process.exit(1);
}

/** The message and those of its causes. */
function reasonsOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [String(error)];
  return [error.message, ...(error.cause === undefined ? [] : reasonsOf(error.cause))];
}

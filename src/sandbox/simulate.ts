import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findSandboxFacts, type SandboxFacts } from './sandbox-facts.ts';
import { scenes } from './scenes.ts';
import { minutesDefault, stageOf } from './stage.ts';

/** `npm run simulate -- low`: has something happen to somebody of the sandbox that runs. */
const flags = {
  person: { type: 'string' },
  minutes: { type: 'string', default: String(minutesDefault) },
} as const;

const usage = [
  `usage: npm run simulate -- SCENE [--person anna] [--minutes ${minutesDefault}]`,
  ...Object.entries(scenes).map(([name, { text }]) => `  ${name.padEnd(8)} ${text}`),
  '',
].join('\n');

async function simulate(args: readonly string[]): Promise<string> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: flags,
    allowPositionals: true,
  });
  const [name = '', ...others] = positionals;
  const scene = Object.hasOwn(scenes, name) ? scenes[name] : undefined;
  if (!scene || others.length > 0) return fail(usage);
  const minutes = Number(values.minutes);
  if (!(minutes > 0 && minutes <= 1_440)) return fail('--minutes takes a number up to 1440\n');
  const facts = await findSandboxFacts(join(process.cwd(), '.data', 'sandbox.json'));
  if (!isRunning(facts)) return fail('there is no sandbox here: start it with npm start\n');
  const username = values.person ?? facts.account.username;
  const person = facts.people.find((each) => each.username === username);
  if (!person) {
    const names = facts.people.map((each) => each.username);
    return fail(`nobody is called ${username}: there are ${names.join(', ')}\n`);
  }
  const { told } = await scene.play(stageOf(facts, person, minutes));
  return `${username}: ${told}\n`;
}

function isRunning(facts: Partial<SandboxFacts> | null): facts is SandboxFacts {
  return facts?.simulatorAdminUrl !== undefined && facts.people !== undefined;
}

function fail(text: string): never {
  process.stderr.write(text);
  process.exit(1);
}

process.stdout.write(
  await simulate(process.argv.slice(2)).catch((error) => fail(`${error.message}\n`)),
);

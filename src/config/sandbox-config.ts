import { type Config, readConfig } from './config.ts';
import type { ConfigMistake, Environment } from './read-setting.ts';

/** What the sandbox takes for itself where nothing was given: these are filled in at its start. */
export interface SandboxConfig {
  readonly config: Config;
  /** Undefined: a Postgres of the sandbox's own. */
  readonly databaseUrl: string | undefined;
  readonly areKeysGiven: boolean;
  readonly isPortGiven: boolean;
}

/** Stand in until the sandbox has made its own. */
const placeholders = {
  DATABASE_URL: 'postgres://127.0.0.1/sandbox',
  ENCRYPTION_KEYS: `sandbox:${Buffer.alloc(32).toString('base64')}`,
};

const defaults = {
  ...placeholders,
  LOG_LEVEL: 'warn',
  CONSOLE: 'true',
  GRAPHIQL: 'true',
  INTROSPECTION: 'everyone',
  WEBHOOK_ALLOWED_RANGES: '127.0.0.0/8,::1/128',
  WEBHOOK_ALLOW_HTTP: 'true',
  DRAIN_DELAY_MS: '0',
};

/** It is for one person on one machine, and one process does all of it. */
const fixed = { HOST: '127.0.0.1', ROLE: 'all' };

/** Its sensors are fast, so a silence shows soon. */
const stallAfterMinutes = 3;

/** Pages that somebody develops on this machine, on whatever port. */
const localPages = ['localhost', '127.0.0.1', '[::1]'].flatMap((host) => [
  `http://${host}:*`,
  `https://${host}:*`,
]);

/** The settings of production count in the sandbox, too; the caller prints the mistakes. */
export function readSandboxConfig(
  env: Environment = process.env,
):
  | ({ readonly kind: 'config' } & SandboxConfig)
  | { readonly kind: 'mistakes'; readonly mistakes: readonly ConfigMistake[] } {
  const given = Object.fromEntries(Object.entries(env).filter(([, text]) => text?.trim()));
  const isGiven = (name: string) => (given[name] ?? given[`${name}_FILE`]) !== undefined;
  const own = Object.entries(defaults).filter(([name]) => !isGiven(name));
  const reading = readConfig({ ...Object.fromEntries(own), ...given, ...fixed }, []);
  if (reading.kind === 'mistakes') return reading;
  const { config } = reading;
  return {
    kind: 'config',
    config: {
      ...config,
      corsOrigins: given.CORS_ORIGINS ? config.corsOrigins : localPages,
      stallAfterMinutes: given.STALL_AFTER_MINUTES ? config.stallAfterMinutes : stallAfterMinutes,
    },
    databaseUrl: isGiven('DATABASE_URL') ? config.databaseUrl : undefined,
    areKeysGiven: isGiven('ENCRYPTION_KEYS'),
    isPortGiven: given.PORT !== undefined,
  };
}

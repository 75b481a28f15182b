import { randomBytes } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Config, describeMistakes, readCommandConfig, readConfig } from '#config';
import { settings } from '#src/config/settings.ts';
import { serverLimitDefaults } from '#src/server/server-limits.ts';

const secret = randomBytes(32).toString('base64');

function setup(env: Record<string, string> = {}) {
  return { DATABASE_URL: 'postgres://db/gateway', ENCRYPTION_KEYS: `k1:${secret}`, ...env };
}

function configOf(env: Record<string, string>, argv: string[] = []): Config {
  const reading = readConfig(env, argv);
  if (reading.kind === 'mistakes') throw new Error(describeMistakes(reading.mistakes));
  return reading.config;
}

function mistakesOf(env: Record<string, string>, argv: string[] = []): string[] {
  const reading = readConfig(env, argv);
  return reading.kind === 'mistakes' ? reading.mistakes.map(({ name }) => name) : [];
}

describe('the configuration', () => {
  it('needs a database and a key, and has a default for all else', () => {
    const config = configOf(setup());
    expect(config).toMatchObject({
      databaseUrl: 'postgres://db/gateway',
      databaseDirectUrl: 'postgres://db/gateway',
      role: 'all',
      port: 4000,
      isGraphiqlServed: false,
      introspection: 'authenticated',
      eventRetentionDays: 30,
      sampleRetentionDays: null,
      stallAfterMinutes: 30,
      trustedProxies: [],
      corsOrigins: [],
    });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('bounds a node by default as the server does by itself', () => {
    const config = configOf(setup());
    const told = {
      ...config.bounds,
      requestsPerMinutePerKey: config.requestsPerMinutePerKey,
      requestsPerMinutePerTeam: config.requestsPerMinutePerTeam,
      requestsPerMinutePerAddress: config.requestsPerMinutePerAddress,
      bodyBytesMax: config.requestBodyBytesMax,
      deadlineMs: config.requestDeadlineMs,
    };
    expect(serverLimitDefaults).toMatchObject(told);
  });

  it('reports every mistake at once, by name', () => {
    const env = {
      DATABASE_URL: 'mysql://db',
      ENCRYPTION_KEYS: 'k1:short',
      PORT: '70000',
      TRUSTED_PROXIES: '10.0.0.0/8,everyone',
      CORS_ORIGINS: 'https://app.example.com/path',
      GRAPHIQL: 'yes',
      PERSISTED_OPERATIONS: '/nowhere.json',
    };
    expect(mistakesOf(env, ['--role', 'boss']).sort()).toEqual([
      'CORS_ORIGINS',
      'DATABASE_URL',
      'ENCRYPTION_KEYS',
      'GRAPHIQL',
      'PERSISTED_OPERATIONS',
      'PORT',
      'ROLE',
      'TRUSTED_PROXIES',
    ]);
    expect(mistakesOf({})).toEqual(['DATABASE_URL', 'ENCRYPTION_KEYS']);
  });

  it('never repeats a value, which may be a secret', () => {
    const env = { DATABASE_URL: 'pg://u:hunter2@db', ENCRYPTION_KEYS: `${secret}`, PORT: secret };
    const reading = readConfig(env, ['--role', secret]);
    const text = reading.kind === 'mistakes' ? describeMistakes(reading.mistakes) : '';
    expect(text).toContain('ENCRYPTION_KEYS takes keys as id:base64-of-32-bytes');
    expect(text).not.toContain('hunter2');
    expect(text).not.toContain(secret);
  });

  it('takes a mistake in any setting for a mistake, and never ends with a stack', () => {
    const texts = [
      'app.example.com',
      'null',
      '%ff',
      '://',
      'postgres://u:p%ff@db/x',
      'a=%ff',
      '\u0000',
    ];
    for (const name of Object.keys(settings)) {
      for (const text of texts) expect(() => readConfig(setup({ [name]: text }), [])).not.toThrow();
    }
    expect(mistakesOf(setup({ CORS_ORIGINS: 'app.example.com' }))).toEqual(['CORS_ORIGINS']);
    expect(mistakesOf(setup({ CORS_ORIGINS: 'null' }))).toEqual(['CORS_ORIGINS']);
  });

  it('reads each secret from a file that is named instead', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'secrets-'));
    const values: Record<string, string> = {
      DATABASE_URL: 'postgres://db/gateway',
      DATABASE_DIRECT_URL: 'postgres://db:5433/gateway',
      ENCRYPTION_KEYS: `k1:${secret}`,
      DEXCOM_OAUTH_APPS: 'US=an-id:a-secret, OUS=other:more',
      METRICS_TOKEN: 'a-token-of-metrics',
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=abc',
    };
    const secrets = Object.entries(settings).filter(([, { isSecret }]) => isSecret);
    expect(secrets.map(([name]) => name).sort()).toEqual(Object.keys(values).sort());
    const files: Record<string, string> = {};
    for (const [name, text] of Object.entries(values)) {
      files[`${name}_FILE`] = join(folder, name);
      await writeFile(join(folder, name), `${text}\n`);
    }
    const fromFiles = configOf({ ...files, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:1' });
    expect(fromFiles).toEqual(configOf({ ...values, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:1' }));
    const commands = readCommandConfig(files);
    expect(commands).toMatchObject({ config: { databaseUrl: 'postgres://db:5433/gateway' } });
    expect(mistakesOf({ ...files, METRICS_TOKEN: 'a-token-of-metrics' })).toEqual([
      'METRICS_TOKEN',
    ]);
    const gone = { ...files, ENCRYPTION_KEYS_FILE: join(folder, 'gone') };
    expect(mistakesOf(gone)).toEqual(['ENCRYPTION_KEYS_FILE']);
    expect(readCommandConfig(gone)).toMatchObject({ mistakes: [{ name: 'ENCRYPTION_KEYS_FILE' }] });
  });

  it('tells what counts of each setting, and of a secret only that it is there', () => {
    const env = setup({
      METRICS_TOKEN: 'hunter2-hunter2-hunter2',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'https://me:a@hunter2@collector:4318/v1?token=hunter2',
      PORT: '4100',
    });
    const reading = readConfig(env, ['--role', 'api']);
    const told = reading.kind === 'config' ? reading.told : {};
    expect(Object.keys(told)).toEqual(Object.keys(settings));
    expect(told).toMatchObject({
      PORT: '4100',
      ROLE: 'api',
      DATABASE_URL: 'given',
      HOST: '0.0.0.0',
    });
    expect(JSON.stringify(told)).not.toContain('hunter2');
    expect(JSON.stringify(told)).not.toContain(secret);
  });

  it('takes several keys, of which the first one seals, and no id twice', () => {
    const other = randomBytes(32).toString('base64');
    const config = configOf(setup({ ENCRYPTION_KEYS: `new:${other}, old:${secret}` }));
    expect(config.encryptionKeys.map(({ id }) => id)).toEqual(['new', 'old']);
    expect(config.encryptionKeys[1]?.key.toString('base64')).toBe(secret);
    const twice = setup({ ENCRYPTION_KEYS: `a:${other},a:${secret}` });
    expect(mistakesOf(twice)).toEqual(['ENCRYPTION_KEYS']);
  });

  it('takes the role from the command line before the environment', () => {
    expect(configOf(setup({ ROLE: 'api' })).role).toBe('api');
    expect(configOf(setup({ ROLE: 'api' }), ['--role', 'worker']).role).toBe('worker');
    expect(configOf(setup(), ['--role=api']).role).toBe('api');
    expect(mistakesOf(setup(), ['--rolle', 'api'])).toEqual(['the command line']);
  });

  it('refuses an address of a simulator', () => {
    const env = setup({ DEXCOM_BASE_URL_US: 'http://127.0.0.1:1' });
    expect(mistakesOf(env)).toEqual(['DEXCOM_BASE_URL_US']);
  });

  it('takes an empty setting for an absent one', () => {
    expect(configOf(setup({ PORT: '', CORS_ORIGINS: ' ' })).port).toBe(4000);
  });

  it('allows introspection wherever GraphiQL is served', () => {
    expect(configOf(setup({ GRAPHIQL: 'true' })).introspection).toBe('everyone');
  });

  it('reads lists', () => {
    const config = configOf(
      setup({
        TRUSTED_PROXIES: '10.0.0.0/8, ::1',
        CORS_ORIGINS: 'https://a.example,http://b:3000',
      }),
    );
    expect(config.trustedProxies).toEqual(['10.0.0.0/8', '::1']);
    expect(config.corsOrigins).toEqual(['https://a.example', 'http://b:3000']);
  });

  it('reads the allowed operations from their file', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'operations-')), 'operations.json');
    await writeFile(path, JSON.stringify({ ['a'.repeat(64)]: '{ viewer { credential } }' }));
    const config = configOf(setup({ PERSISTED_OPERATIONS: path }));
    expect(config.persistedOperations?.get('a'.repeat(64))).toContain('viewer');
  });

  it('traces nothing until it is told where to, by the settings of OpenTelemetry', () => {
    expect(configOf(setup()).tracing).toBeNull();
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example:4318',
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20abc, x-team=7',
      OTEL_SERVICE_NAME: 'glucose',
      OTEL_TRACES_SAMPLER_ARG: '0.25',
    };
    expect(configOf(setup(env)).tracing).toEqual({
      endpoint: 'https://collector.example:4318',
      headers: { authorization: 'Bearer abc', 'x-team': '7' },
      serviceName: 'glucose',
      share: 0.25,
    });
    const wrong = {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318',
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization',
      OTEL_TRACES_SAMPLER_ARG: '1.5',
    };
    expect(mistakesOf(setup(wrong))).toEqual(Object.keys(wrong));
  });
});

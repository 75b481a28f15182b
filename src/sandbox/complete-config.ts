import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config, SandboxConfig } from '#config';
import type { SealingKey } from '#std/sealed-box';

/** The simulator knows it: no key of Dexcom's is asked for, or sent anywhere. */
export const sandboxApp = { clientId: 'sandbox', clientSecret: 'secret-of-the-sandbox' };
/** What Dexcom's own sandbox has. */
const historyDays = 90;

/** The settings of this start: what was not given is the sandbox's own. */
export async function completeConfig(
  { config, areKeysGiven }: SandboxConfig,
  { databaseUrl, port, directory }: { databaseUrl: string; port: number; directory: string },
): Promise<Config> {
  const encryptionKeys = areKeysGiven
    ? config.encryptionKeys
    : [await ensureKey(join(directory, 'encryption-key'))];
  const publicUrl = config.publicUrl ?? `http://127.0.0.1:${port}`;
  const dexcomOAuth = { ...config.dexcomOAuth, apps: { US: sandboxApp }, historyDays };
  return {
    ...config,
    databaseUrl,
    databaseDirectUrl: databaseUrl,
    encryptionKeys,
    port,
    publicUrl,
    dexcomOAuth,
  };
}

async function ensureKey(path: string): Promise<SealingKey> {
  const known = await readFile(path, 'utf8').catch(() => null);
  const key = known === null ? randomBytes(32) : Buffer.from(known.trim(), 'base64');
  if (known === null) await writeFile(path, `${key.toString('base64')}\n`, { mode: 0o600 });
  return { id: 'sandbox', key };
}

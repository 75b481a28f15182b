import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What `npm start` wrote for programs: addresses, the API key, and the user that is linked. */
export interface Sandbox {
  readonly graphqlUrl: string;
  readonly subscriptionsUrl: string;
  readonly apiKey: string;
  readonly userId: string;
}

export function readSandbox(): Sandbox {
  const path = process.env.SANDBOX_FACTS ?? join('.data', 'sandbox.json');
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Sandbox;
  } catch {
    throw new Error(`${path} cannot be read: run "npm start" first, and wait for its banner.`);
  }
}

import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { SandboxPerson } from './people.ts';

/** The content of `.data/sandbox.json`, for scripts and for the next start. */
export interface SandboxFacts {
  readonly graphqlUrl: string;
  readonly subscriptionsUrl: string;
  readonly apiKey: string;
  /** The user's global id. */
  readonly userId: string;
  /** With a password, for the command line. */
  readonly databaseUrl: string;
  readonly simulatorUrl: string;
  /** Takes the simulator's orders: faults, followers, gaps. */
  readonly simulatorAdminUrl: string;
  /** Where the receiver of the sandbox takes webhooks. */
  readonly receiverUrl: string;
  readonly account: Omit<SandboxPerson, 'shows'>;
  /** All whom the simulator plays, with the one above first. */
  readonly people: readonly SandboxPerson[];
  /** A page to link somebody by, good for an hour: `unlinked` is for it. */
  readonly linkUrl: string;
  readonly unlinked: SandboxPerson;
}

/** Null when there is no such file or it cannot be read; then the facts are made anew. */
export async function findSandboxFacts(path: string): Promise<Partial<SandboxFacts> | null> {
  try {
    const facts: unknown = JSON.parse(await readFile(path, 'utf8'));
    return typeof facts === 'object' && facts !== null ? facts : null;
  } catch {
    return null;
  }
}

/** Writes the file atomically, and readable for its owner only: it holds secrets. */
export async function writeSandboxFacts(path: string, facts: SandboxFacts): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const beside = `${path}.new`;
  await writeFile(beside, `${JSON.stringify(facts, null, 2)}\n`, { mode: 0o600 });
  await rename(beside, path);
}

import { readFile, realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Postgres refuses to run as root. Then it runs as an account that the machine has anyway; none is
 * made. `null` stands for the account that this process itself runs under.
 */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** The options of a spawn that make it run under an account. */
export function spawnAs(account: Account | null): { uid?: number; gid?: number } {
  return account === null ? {} : { uid: account.uid, gid: account.gid };
}

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** Accounts without power to run a server under, the best first; empty where there is none. */
export async function findUnprivilegedAccounts(): Promise<readonly Account[]> {
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n');
  const entries = lines.map((line) => line.split(':')).filter(([name]) => name !== undefined);
  const accounts = entries.flatMap(([name, , uid, gid]) => {
    const account = { name, uid: Number(uid), gid: Number(gid) };
    return account.uid > 0 && account.gid > 0 ? [account] : [];
  });
  const rank = (name: string | undefined) => (name === 'nobody' ? 0 : name === 'daemon' ? 1 : 2);
  return accounts.toSorted((a, b) => rank(a.name) - rank(b.name));
}

/**
 * Whether an account can come to a path that exists, judged by the modes of the path and of all
 * above it. `right` is what it must be allowed at the path itself.
 */
export async function mayReach(
  path: string,
  right: 'read' | 'enter',
  account: Account,
): Promise<boolean> {
  try {
    const real = await realpath(path);
    if (!(await isAllowed(real, right, account))) return false;
    for (let above = dirname(real); ; above = dirname(above)) {
      if (!(await isAllowed(above, 'enter', account))) return false;
      if (above === dirname(above)) return true;
    }
  } catch {
    return false;
  }
}

async function isAllowed(path: string, right: 'read' | 'enter', account: Account) {
  const { mode, uid, gid } = await stat(path);
  const bit = right === 'read' ? 0o4 : 0o1;
  if (uid === account.uid) return (mode & (bit << 6)) !== 0;
  if (gid === account.gid) return (mode & (bit << 3)) !== 0;
  return (mode & bit) !== 0;
}

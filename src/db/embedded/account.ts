import { readFile, realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * The system account under which Postgres runs, since it refuses to run as root. We use an existing
 * unprivileged account and create none. `null` stands for the account of this process.
 */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** The options for `spawn` to run a program under an account. */
export function spawnAs(account: Account | null): { uid?: number; gid?: number } {
  return account === null ? {} : { uid: account.uid, gid: account.gid };
}

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** Unprivileged accounts, the most suitable first; empty when there is none. */
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
 * Whether an account can reach an existing path, judged by the permissions of the path and of all
 * directories above it. `right` is the permission that it needs on the path itself.
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

import { readdirSync, readFileSync } from 'node:fs';

const ticksPerSecond = 100;

/** Seconds of processor that a Postgres server has used, its sessions that ended included. */
export function cpuOfPostgres(postmasterPid: number): number {
  let ticks = 0;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const fields = statOf(name);
    const isServer = Number(name) === postmasterPid;
    if (!fields || (!isServer && Number(fields[1]) !== postmasterPid)) continue;
    ticks += Number(fields[11]) + Number(fields[12]);
    // What the server's children used that have ended.
    if (isServer) ticks += Number(fields[13]) + Number(fields[14]);
  }
  return ticks / ticksPerSecond;
}

/** The fields of /proc/PID/stat from the state on; null when the process has ended. */
function statOf(pid: string): string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}

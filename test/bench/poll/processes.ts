import { readdirSync, readFileSync } from 'node:fs';

/** What processes use, as the kernel tells it. */
const ticksPerSecond = 100;

export function cpuSecondsOf(pid: number): number {
  const fields = statOf(pid);
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** Bytes of memory; what is shared with others counts in parts. */
export function memoryOf(pid: number): number {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1');
  return 1024 * Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0);
}

export function memoryOfPostgres(postmasterPid: number): number {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid === postmasterPid || parentOf(pid) === postmasterPid)
    .reduce((sum, pid) => sum + memoryOfLiving(pid), 0);
}

function memoryOfLiving(pid: number): number {
  try {
    return memoryOf(pid);
  } catch {
    return 0;
  }
}

function parentOf(pid: number): number {
  try {
    return Number(statOf(pid)[1]);
  } catch {
    return 0;
  }
}

/** The fields of /proc/PID/stat from the state on. */
function statOf(pid: number): string[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

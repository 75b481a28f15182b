import { statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';

const memory = '/dev/shm';
const freeBytesMin = 8 * 2 ** 30;

/**
 * Where servers of tests keep their data: in memory, where there is enough. They make and remove some
 * hundred thousand files, and where the file system has no journal, each that is made costs a look
 * at all that were removed in the last minute.
 */
export function dataPlace(): string {
  if (process.availableMemory() < freeBytesMin) return tmpdir();
  try {
    const { bavail, bsize } = statfsSync(memory);
    return bavail * bsize < freeBytesMin ? tmpdir() : memory;
  } catch {
    return tmpdir();
  }
}

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** The bytes that this process still holds once all that it dropped is collected. */
export function heapAfterCollection(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

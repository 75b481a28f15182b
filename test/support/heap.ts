import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** What one collection frees may keep other things until the next. */
const collections = 6;

/** The bytes that this process still holds once all that it dropped is collected. */
export async function heapAfterCollection(): Promise<number> {
  for (let count = 0; count < collections; count += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    collect();
  }
  return process.memoryUsage().heapUsed;
}

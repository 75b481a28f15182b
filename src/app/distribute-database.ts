import type { Db } from '#db';
import { distribute, planDistribution } from '#distribution';

interface DistributeOptions {
  /** Only tell what would be done. */
  readonly plan?: boolean | undefined;
  readonly shards?: string | undefined;
}

/** `gateway distribute`: makes a deployment one of many machines, and says how far it came. */
export async function distributeDatabase(
  db: Db,
  { plan: isPlan = false, shards }: DistributeOptions,
  tell: (line: string) => void,
): Promise<string> {
  const shardCount = shards === undefined ? undefined : Number(shards);
  const { engine, workerCount, steps } = await planDistribution(db, shardCount);
  const cluster = `Citus ${engine.version}, ${workerCount} workers.`;
  if (steps.length === 0) return `${cluster} All is distributed.`;
  if (isPlan) {
    const lines = steps.map(({ words }, index) => `${index + 1}. ${words}`);
    return [`${cluster} To be done:`, ...lines].join('\n');
  }
  await distribute(db, steps, tell);
  return `${cluster} All is distributed: restart the gateway's nodes, which keep sessions from before.`;
}

import { createApp } from '#app';
import type { Config } from '#config';
import type { Region } from '#providers';
import { createLog } from '#std/log';
import { runService } from '#std/run-service';
import { createHurriedClock, type HurriedTime } from '#test/hurried-clock';

/** A node in a process of its own, to be killed: its configuration comes as JSON in argv. */
interface Order {
  readonly config: Omit<Config, 'encryptionKeys'> & {
    readonly encryptionKeys: readonly { readonly id: string; readonly key: string }[];
  };
  readonly dexcomBaseUrls: Readonly<Record<Region, string>>;
  /** Instead of the database's time. */
  readonly time: HurriedTime | null;
}

const { config, dexcomBaseUrls, time } = JSON.parse(process.argv[2] ?? '') as Order;
const encryptionKeys = config.encryptionKeys.map(({ id, key }) => ({
  id,
  key: Buffer.from(key, 'base64'),
}));
const log = createLog(config.logLevel);
const app = createApp({
  config: { ...config, encryptionKeys },
  log,
  dexcomBaseUrls,
  ...(time ? { clock: createHurriedClock(time) } : {}),
});
await runService(app, log);
process.stdout.write(`${JSON.stringify({ ready: true, port: portOf() })}\n`);

function portOf(): number | null {
  try {
    return app.port();
  } catch {
    return null;
  }
}

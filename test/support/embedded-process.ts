import { createInterface } from 'node:readline';
import { startEmbeddedPostgres } from '#db';
import { systemClock } from '#std/clock';
import { silentLog } from '#std/log';

/**
 * A process of its own around the embedded server, for tests that kill it or run it as somebody
 * else: takes a data directory and whether data must outlive a crash, prints one line of JSON when the server is up or could not be
 * started, and stops it when its input ends.
 */
const [dataDirectory = '', durability] = process.argv.slice(2);
try {
  const server = await startEmbeddedPostgres({
    dataDirectory,
    isDurable: durability === 'durable',
    log: silentLog,
    clock: systemClock,
  });
  console.log(JSON.stringify({ url: server.url, place: server.place, pid: server.pid() }));
  for await (const _line of createInterface(process.stdin)) {
    // Nothing is asked of it but to end.
  }
  await server.stop();
} catch (error) {
  const { failure = null, message } = error as { failure?: string; message: string };
  console.log(JSON.stringify({ failure, message }));
}

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort, newFolder, start } from '#test/system-programs';

/** PgBouncer in transaction mode before the database of a URL. */
export async function startPgBouncer(url: string): Promise<string> {
  const folder = await newFolder();
  const port = await freePort();
  const server = new URL(url);
  const password = decodeURIComponent(server.password);
  // One that is empty counts as a mistake.
  const account = `user=${server.username} ${password ? `password='${password}'` : ''}`;
  const file = join(folder, 'pgbouncer.ini');
  await writeFile(
    file,
    `[databases]
* = host=${server.hostname} port=${server.port} ${account}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 20
server_login_retry = 1
`,
  );
  start('pgbouncer', [file]);
  const pooled = new URL(url);
  pooled.host = `127.0.0.1:${port}`;
  return pooled.href;
}

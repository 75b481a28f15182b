import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

/** A connection within this machine that was not made by then waits. */
const queueMs = 100;
const answering = `require('node:http').createServer((q, a) => a.end('ok'))`;
const relayTo = (port: string) => `require('node:net').createServer((near) => {
  const far = require('node:net').connect(${port}, '127.0.0.1');
  for (const socket of [near, far]) socket.on('error', () => {});
  near.pipe(far).pipe(near);
})`;

/**
 * A server in a process of its own that can be stopped, so that connecting to it takes as long. It
 * answers requests of HTTP, or passes all on to a server of 127.0.0.1.
 */
export async function standingServer(host: string, port = 0, leadsTo?: string) {
  const made = leadsTo ? relayTo(new URL(leadsTo).port) : answering;
  const code = `const s = ${made};
    s.listen({ host: '${host}', port: ${port}, backlog: 1 }, () => console.log(s.address().port));`;
  const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const bound = Number(String(line));
  const waiting: Socket[] = [];
  onTestFinished(() => {
    for (const socket of waiting) socket.destroy();
    child.kill('SIGKILL');
  });
  const server = {
    port: bound,
    stop: () => void child.kill('SIGSTOP'),
    goOn: () => void child.kill('SIGCONT'),
    /** Fills the queue of the kernel, until one has to wait. */
    async fill() {
      let isWaiting = false;
      while (!isWaiting) {
        const socket = connect(bound, host).on('error', () => {});
        waiting.push(socket);
        await setTimeout(queueMs);
        // What has come meanwhile is told first.
        await setImmediate();
        isWaiting = socket.connecting;
      }
    },
  };
  server.stop();
  await server.fill();
  return server;
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A server in a process of its own that can be stopped, so that connecting to it takes as long. */
export async function standingServer(host: string, port = 0) {
  const code = `const s = require('node:http').createServer((q, a) => a.end('ok'));
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
    /** Fills the queue of the kernel, so that the next one has to wait. */
    fill() {
      for (let count = 0; count < 5; count += 1) {
        waiting.push(connect(bound, host).on('error', () => {}));
      }
    },
  };
  server.stop();
  server.fill();
  return server;
}

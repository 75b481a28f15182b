import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startPlainServer } from '#test/plain-server';

/** Sends bytes as they are, and gives the status line of the answer. */
async function statusOf(port: number, request: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(request);
  let answer = '';
  for await (const chunk of socket) answer += chunk;
  return answer.split('\r\n')[0] ?? '';
}

describe('a request with two Host headers', () => {
  it('is refused, over HTTP and on its way to a socket', async () => {
    const server = await startPlainServer({});
    onTestFinished(() => server.stop());
    const port = Number(new URL(server.url).port);
    const hosts = 'Host: one.example\r\nHost: two.example\r\n';
    const end = 'Connection: close\r\n\r\n';
    expect(await statusOf(port, `GET /healthz HTTP/1.1\r\n${hosts}${end}`)).toContain(' 400 ');
    const upgrade =
      'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n' +
      'Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n';
    expect(await statusOf(port, `GET /graphql HTTP/1.1\r\n${hosts}${upgrade}`)).toContain(' 400 ');
    const one = `GET /healthz HTTP/1.1\r\nHost: one.example\r\n${end}`;
    expect(await statusOf(port, one)).toContain(' 200 ');
  });
});

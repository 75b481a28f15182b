import { afterEach, describe, expect, it } from 'vitest';
import { eventually } from '#test/eventually';
import { type PlainServer, startPlainServer } from '#test/plain-server';

const servers: PlainServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

async function setup(overrides: Parameters<typeof startPlainServer>[0] = {}) {
  const server = await startPlainServer(overrides);
  servers.push(server);
  async function watch(word = 'good') {
    const leaving = new AbortController();
    const response = await fetch(server.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        'x-api-key': word,
      },
      body: JSON.stringify({ query: 'subscription { ticks }' }),
      signal: leaving.signal,
    });
    let text = '';
    const reading = (async () => {
      const decoder = new TextDecoder();
      for await (const chunk of response.body ?? []) text += decoder.decode(chunk);
    })().catch(() => {});
    const messages = () =>
      [...text.matchAll(/^data: (.+)$/gm)].map(([, data]) => JSON.parse(data ?? ''));
    return { response, messages, reading, text: () => text, leave: () => leaving.abort() };
  }
  return { server, watch, tick: () => server.events.dispatchEvent(new Event('tick')) };
}

describe('a stream of server-sent events', () => {
  it('brings what comes, at the same address as questions', async () => {
    const { watch, tick, server } = await setup();
    const { response, messages, reading, text } = await watch();
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    tick();
    tick();
    await eventually(() => messages().length === 2);
    expect(messages()).toEqual([{ data: { ticks: 'tick' } }, { data: { ticks: 'tick' } }]);
    server.events.dispatchEvent(new Event('end'));
    await reading;
    expect(text()).toContain('event: complete');
  });

  it('outlives the deadline of a request', async () => {
    const { watch, tick, server } = await setup({ limits: { deadlineMs: 50 } });
    const { messages } = await watch();
    // A question that came later has met its deadline.
    const late = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ slow }' }),
    });
    expect(late.status).toBe(503);
    tick();
    await eventually(() => messages().length === 1);
  });

  it('is left when its client leaves', async () => {
    const { watch, server } = await setup();
    const left = new Promise((resolve) => server.events.addEventListener('left', resolve));
    const { leave } = await watch();
    leave();
    await left;
  });

  it('is refused beyond the limit of its caller and of the node', async () => {
    const { watch } = await setup({ limits: { streamsPerCallerMax: 2, streamsMax: 3 } });
    const first = await watch('good');
    expect((await watch('good')).response.status).toBe(200);
    expect((await watch('good')).response.status).toBe(503);
    expect((await watch('better')).response.status).toBe(200);
    expect((await watch('better')).response.status).toBe(503);
    first.leave();
    await eventually(async () => {
      const again = await watch('better');
      if (again.response.status === 200) again.leave();
      return again.response.status === 200;
    });
  });

  it('is told when its node stops, and ended', async () => {
    const { watch, server } = await setup();
    const { messages, reading } = await watch();
    await server.stop();
    await reading;
    expect(messages()).toMatchObject([{ errors: [{ extensions: { code: 'UNAVAILABLE' } }] }]);
  });
});

describe('a server that stops', () => {
  it('ends work in hand, begins none, and says so', async () => {
    const { server } = await setup();
    const post = (query: string) =>
      fetch(server.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      });
    const slow = post('{ slow }');
    await eventually(() => server.slowCount() === 1);
    const stopped = server.stop();
    await expect(post('{ me }')).rejects.toThrow();
    server.release();
    const answer = await slow;
    expect(await answer.json()).toEqual({ data: { slow: 'done' } });
    await stopped;
    await server.stop();
  });

  it('answers on a connection that is still open with 503 and closes it', async () => {
    const { server } = await setup();
    const { connect } = await import('node:net');
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    let reply = '';
    socket.on('data', (data) => {
      reply += String(data);
    });
    const closed = new Promise((resolve) => socket.on('close', resolve));
    const body = '{"query":"{ slow }"}';
    const head = `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n`;
    const request = (text: string) => `${head}content-length: ${text.length}\r\n\r\n${text}`;
    socket.write(request(body));
    await eventually(() => server.slowCount() === 1);
    const stopped = server.stop();
    socket.write(request('{"query":"{ me }"}'));
    server.release();
    await closed;
    await stopped;
    expect(reply).toContain('"slow":"done"');
    expect(reply).not.toContain('"me"');
  });
});

import { describe, expect, it, onTestFinished } from 'vitest';
import { attachWebSocket } from '#server';
import { startPlainServer } from '#test/plain-server';
import { openRawSocket } from '#test/raw-socket';

async function setup() {
  const server = await startPlainServer({
    attach: (attachment) =>
      attachWebSocket({
        ...attachment,
        isUnavailable: () => false,
        watchCredential: () => () => {},
      }),
  });
  onTestFinished(() => server.stop());
  const send = async (body: Buffer | string, type = 'application/json', url = server.url) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': type, 'x-api-key': 'good' },
      body: Buffer.from(body),
    });
    const { data, errors } = (await response.json()) as {
      data?: Record<string, string>;
      errors?: { message: string; extensions: Record<string, string> }[];
    };
    return { status: response.status, data, error: errors?.[0] };
  };
  return { server, send };
}

const query = 'query ($text: String) { echo(text: $text) }';
const withName = (name: string) => JSON.stringify({ query, variables: { text: name } });

describe('text that is not UTF-8', () => {
  it('is refused as it is, wherever it stands', async () => {
    const { server, send } = await setup();
    const latin1 = Buffer.from(withName('Müller'), 'latin1');
    for (const type of ['application/json', 'application/graphql-response+json']) {
      const { status, error } = await send(latin1, type);
      expect(status).toBe(400);
      expect(error?.extensions.code).toBe('BAD_REQUEST');
    }
    const form = 'application/x-www-form-urlencoded';
    expect((await send('query=%7B+echo%28text%3A%22M%FCller%22%29+%7D', form)).status).toBe(400);
    const headers = { 'x-api-key': 'good' };
    const byGet = await fetch(`${server.url}?query=%7Becho(text:%22M%FCller%22)%7D`, { headers });
    expect(byGet.status).toBe(400);
    expect((await send(withName('Müller 😀'))).data).toEqual({ echo: 'Müller 😀' });
  });

  it('is refused as another charset', async () => {
    const { send } = await setup();
    for (const charset of ['iso-8859-1', 'utf-16', '"windows-1252"']) {
      const { status, error } = await send(withName('x'), `application/json; charset=${charset}`);
      expect(status).toBe(415);
      expect(error?.extensions.code).toBe('UNSUPPORTED_MEDIA_TYPE');
    }
    for (const charset of ['utf-8', 'UTF-8', '"utf-8"', 'utf8']) {
      expect((await send(withName('x'), `application/json; charset=${charset}`)).status).toBe(200);
    }
  });

  it('is refused as half a character, over HTTP and WebSocket', async () => {
    const { server, send } = await setup();
    const half = `{"query":${JSON.stringify(query)},"variables":{"text":"M\\ud83dller"}}`;
    for (let count = 0; count < 2; count += 1) {
      const { data, error } = await send(half);
      expect(data).toBeUndefined();
      expect(error?.extensions).toMatchObject({ code: 'INVALID_ARGUMENT', argument: 'text' });
      // A known query is no different.
      expect((await send(withName('a'))).data).toEqual({ echo: 'a' });
    }
    const whole = half.replace('\\ud83d', '\\ud83d\\ude00');
    expect((await send(whole)).data).toEqual({ echo: 'M😀ller' });
    const escaped = half.replace('\\ud83d', '\\\\ud83d');
    expect((await send(escaped)).data).toEqual({ echo: 'M\\ud83dller' });
    const inText = JSON.stringify({ query: '{ echo(text: "M?ller") }' }).replace('?', '\\ud83d');
    expect((await send(inText)).error?.extensions.code).toBe('GRAPHQL_PARSE_FAILED');
    const socket = await openRawSocket(server.url);
    await socket.init();
    socket.send(`{"id":"1","type":"subscribe","payload":${half}}`);
    expect(await socket.next()).toMatchObject({
      type: 'error',
      payload: [{ extensions: { code: 'INVALID_ARGUMENT' } }],
    });
    socket.send(`{"id":"2","type":"subscribe","payload":${whole}}`);
    expect((await socket.next()).payload.data).toEqual({ echo: 'M😀ller' });
    socket.socket.send(Buffer.from('{"type":"ping","payload":{"a":"M\u00fcller"}}', 'latin1'));
    expect((await socket.closed).code).toBe(1007);
  });
});

describe('a hash without its text, as Apollo clients send', () => {
  const persistedQuery = { version: 1, sha256Hash: 'a'.repeat(64) };
  const told = {
    message: 'PersistedQueryNotSupported',
    extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' },
  };

  it('is answered so that they send the text', async () => {
    const { server, send } = await setup();
    const alone = { operationName: 'Me', variables: {}, extensions: { persistedQuery } };
    const { status, error } = await send(JSON.stringify(alone));
    expect(status).toBe(200);
    expect(error).toMatchObject(told);
    const search = new URLSearchParams({ extensions: JSON.stringify({ persistedQuery }) });
    const byGet = await fetch(`${server.url}?${search}`, { headers: { 'x-api-key': 'good' } });
    expect(await byGet.json()).toMatchObject({ errors: [told] });
    const withText = { query: '{ me }', extensions: { persistedQuery } };
    expect((await send(JSON.stringify(withText))).data).toEqual({ me: 'good' });
    const socket = await openRawSocket(server.url);
    await socket.init();
    socket.send({
      id: '1',
      type: 'subscribe',
      payload: { query: '', extensions: { persistedQuery } },
    });
    expect(await socket.next()).toMatchObject({ type: 'error', payload: [told] });
  });
});

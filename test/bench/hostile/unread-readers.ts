import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { WebSocket } from 'ws';
import { systemClock } from '#std/clock';

/**
 * Readers with good credentials who ask for as much as they may, by every door, and read none of it.
 * One more comes at an even pace; each stays a while, or until it is noticed to have been cut.
 */
export interface UnreadReaders {
  /** Opens readers until then, and lets all go. */
  readUntil(endMs: number): Promise<void>;
  /** How many were opened at each door. */
  readonly opened: Readonly<Record<Door, number>>;
}

export const unreadDoors = ['http', 'sse', 'websocket', 'export'] as const;
type Door = (typeof unreadDoors)[number];

export interface UnreadOptions {
  readonly origin: string;
  /** Headers of a team with a log and samples that are worth reading. */
  readonly headers: Record<string, string>;
  readonly apiKey: string;
  /** A person with many samples. */
  readonly userId: string;
  /** Of the log's first event. */
  readonly cursor: string;
  /** The address of an export of that person. */
  readonly findExportUrl: () => Promise<string>;
}

/** Some 17,000 readings of five minutes. */
const seriesMs = 60 * 86_400_000;
const openEveryMs = 400;
const openMax = 80;
const stayMs = 75_000;

type End = () => void;

export function createUnreadReaders(options: UnreadOptions): UnreadReaders {
  const { cursor, userId } = options;
  const opened = { http: 0, sse: 0, websocket: 0, export: 0 };
  // Half a megabyte, so that the kernel cannot take all of the answers.
  const series = `{ user(id: "${userId}") {
    glucoseSeries(from: "${new Date(systemClock.nowMs() - seriesMs).toISOString()}", pointsMax: 20000) {
      timesMs valuesMgDl valuesMmolL trends
    }
  } }`;
  const follow = `subscription { events(after: "${cursor}") { cursor type payload } }`;

  async function open(door: Door): Promise<End> {
    switch (door) {
      case 'http':
        return post(options, series, 'application/json', 30);
      case 'sse':
        return post(options, follow, 'text/event-stream', 1);
      case 'websocket':
        return subscribe(options, follow);
      case 'export':
        return download(await options.findExportUrl());
    }
  }

  return {
    opened,
    async readUntil(endMs) {
      const ends: { readonly atMs: number; readonly end: End }[] = [];
      for (let count = 0; systemClock.monotonicMs() < endMs; count += 1) {
        const nowMs = systemClock.monotonicMs();
        while ((ends[0]?.atMs ?? nowMs) < nowMs || ends.length >= openMax) ends.shift()?.end();
        const door = unreadDoors[count % unreadDoors.length] ?? 'http';
        const end = await open(door).catch(() => null);
        if (end) {
          opened[door] += 1;
          ends.push({ atMs: nowMs + stayMs, end });
        }
        await systemClock.sleep(openEveryMs);
      }
      for (const { end } of ends) end();
    },
  };
}

/** A connection of which nothing is read. */
async function openPaused(url: URL): Promise<Socket> {
  const socket = connect(Number(url.port), url.hostname);
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.pause();
  return socket;
}

async function post(
  { origin, headers }: UnreadOptions,
  query: string,
  accept: string,
  count: number,
): Promise<End> {
  const url = new URL('/graphql', origin);
  const socket = await openPaused(url);
  const body = JSON.stringify({ query });
  const lines = { host: url.host, accept, 'content-type': 'application/json', ...headers };
  const head = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`);
  const length = `content-length: ${Buffer.byteLength(body)}\r\n\r\n`;
  socket.write(`POST /graphql HTTP/1.1\r\n${head.join('')}${length}${body}`.repeat(count));
  return () => socket.destroy();
}

async function download(address: string): Promise<End> {
  const url = new URL(address);
  const socket = await openPaused(url);
  socket.write(`GET ${url.pathname}${url.search} HTTP/1.1\r\nhost: ${url.host}\r\n\r\n`);
  return () => socket.destroy();
}

async function subscribe({ origin, apiKey }: UnreadOptions, query: string): Promise<End> {
  const url = `${origin.replace(/^http/, 'ws')}/graphql`;
  const socket = new WebSocket(url, 'graphql-transport-ws');
  socket.on('error', () => {});
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init', payload: { apiKey } }));
  await once(socket, 'message');
  socket.pause();
  for (const id of ['one', 'two', 'three']) {
    socket.send(JSON.stringify({ id, type: 'subscribe', payload: { query } }));
  }
  return () => socket.terminate();
}

/**
 * The subscribers, in a process of their own: sockets that watch one user each, and write down when
 * each event came. They look at the bytes only, since a client's own work is not what is measured.
 */
import WebSocket from 'ws';
import { systemClock } from '#std/clock';
import { numberBaseMs } from './numbers.ts';

export interface WatchersOrder {
  readonly port: number;
  readonly users: readonly { readonly userId: string; readonly token: string }[];
  readonly watchersPerUser: number;
  /** How many sockets are being opened at once. */
  readonly openingMax: number;
}

export type WatchersCommand =
  | 'cpu'
  | { readonly kind: 'open' }
  /** All sockets are cut, and come back with the cursors that they have. */
  | { readonly kind: 'storm' }
  /** How many events came in all, each seen for the first time. */
  | { readonly kind: 'count' }
  | { readonly kind: 'report' }
  | { readonly kind: 'reset' };

export interface WatchersReport {
  /** For each event by user and number: when each watcher had it, in milliseconds since 1970. */
  readonly receipts: readonly {
    readonly user: number;
    readonly number: number;
    readonly atMs: number;
  }[];
  readonly doubledCount: number;
  readonly disorderedCount: number;
  /** Sockets that were closed by the other side. */
  readonly closedCount: number;
}

const query = `subscription Watch($userId: ID!, $after: String) {
  glucoseEvents(userId: $userId, after: $after) {
    id cursor type
    samples { takenAt valueMgDl valueMmolL trend utcOffsetMinutes revision isLate }
  }
}`;

interface Watcher {
  readonly user: number;
  socket: WebSocket | undefined;
  cursor: string | null;
  lastNumber: number;
  isCutting: boolean;
}

const order = JSON.parse(process.argv[2] ?? '{}') as WatchersOrder;
const watchers: Watcher[] = order.users.flatMap((_, user) =>
  Array.from({ length: order.watchersPerUser }, () => ({
    user,
    socket: undefined,
    cursor: null,
    lastNumber: -1,
    isCutting: false,
  })),
);
let receipts: { user: number; number: number; atMs: number }[] = [];
let doubledCount = 0;
let disorderedCount = 0;
let closedCount = 0;

const clockOffsetMs = systemClock.nowMs() - systemClock.monotonicMs();

function receive(watcher: Watcher, data: Buffer): void {
  const atMs = systemClock.monotonicMs() + clockOffsetMs;
  const cursor = after(data, '"cursor":"', 36);
  const takenAt = after(data, '"takenAt":"', 24);
  if (cursor === null || takenAt === null) return;
  const number = (Date.parse(takenAt) - numberBaseMs) / 1000;
  watcher.cursor = cursor;
  if (number <= watcher.lastNumber) doubledCount += 1;
  else if (watcher.lastNumber >= 0 && number !== watcher.lastNumber + 1) disorderedCount += 1;
  watcher.lastNumber = number;
  receipts.push({ user: watcher.user, number, atMs });
}

function after(data: Buffer, label: string, length: number): string | null {
  const at = data.indexOf(label);
  if (at < 0) return null;
  return data.toString('latin1', at + label.length, at + label.length + length);
}

/** Resolves when the subscription was sent: the socket is acknowledged by then. */
function open(watcher: Watcher, index: number): Promise<void> {
  const user = order.users[watcher.user];
  if (!user) throw new Error('a watcher has a user');
  const socket = new WebSocket(`ws://127.0.0.1:${order.port}/graphql`, 'graphql-transport-ws', {
    perMessageDeflate: false,
    skipUTF8Validation: true,
    // One address has too few ports for the sockets of a storm.
    localAddress: `127.0.0.${2 + (index % 8)}`,
  });
  watcher.socket = socket;
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('open', () => {
      const payload = { authorization: `Bearer ${user.token}` };
      socket.send(JSON.stringify({ type: 'connection_init', payload }));
    });
    socket.on('message', (data: Buffer) => {
      if (data.indexOf('"type":"next"') >= 0) return receive(watcher, data);
      if (data.indexOf('connection_ack') < 0) throw new Error(`unexpected: ${data}`);
      watcher.cursor ??= (
        JSON.parse(data.toString()) as { payload: { cursor: string } }
      ).payload.cursor;
      const variables = { userId: user.userId, after: watcher.cursor };
      socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query, variables } }));
      resolve();
    });
    socket.once('close', () => {
      if (!watcher.isCutting) closedCount += 1;
      reject(new Error('closed'));
    });
  });
}

/** Opens sockets, so many at a time; one that fails is tried again. */
async function openAll(): Promise<number> {
  let next = 0;
  async function openNext(): Promise<void> {
    while (next < watchers.length) {
      const index = next;
      next += 1;
      const watcher = watchers[index] as Watcher;
      while (
        !(await open(watcher, index).then(
          () => true,
          () => false,
        ))
      ) {
        await systemClock.sleep(200);
      }
    }
  }
  const startMs = systemClock.monotonicMs();
  await Promise.all(Array.from({ length: order.openingMax }, openNext));
  return systemClock.monotonicMs() - startMs;
}

async function storm(): Promise<number> {
  for (const watcher of watchers) {
    watcher.isCutting = true;
    watcher.socket?.terminate();
  }
  await systemClock.sleep(0);
  for (const watcher of watchers) watcher.isCutting = false;
  return openAll();
}

async function perform(command: WatchersCommand): Promise<unknown> {
  if (command === 'cpu') return process.cpuUsage();
  switch (command.kind) {
    case 'open':
      return openAll();
    case 'storm':
      return storm();
    case 'count':
      return receipts.length;
    case 'report':
      return { receipts, doubledCount, disorderedCount, closedCount };
    case 'reset':
      receipts = [];
      doubledCount = 0;
      disorderedCount = 0;
      closedCount = 0;
      return null;
  }
}

process.on('message', async ({ id, command }: { id: number; command: WatchersCommand }) => {
  process.send?.({ id, result: await perform(command) });
});
process.send?.({ id: 0, result: watchers.length });

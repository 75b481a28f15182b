/**
 * The subscribers, in a process of their own: sockets that watch one user each, and write down when
 * each event came. They look at the bytes only, since a client's own work is not what is measured.
 */
import WebSocket from 'ws';
import { systemClock } from '#std/clock';
import { numberBaseMs } from './numbers.ts';

export interface WatchersOrder {
  readonly users: readonly { readonly userId: string; readonly token: string }[];
  readonly watchersPerUser: number;
  /** How many sockets are being opened at once. */
  readonly openingMax: number;
}

export type WatchersCommand =
  | 'cpu'
  | { readonly kind: 'order'; readonly order: WatchersOrder }
  /** Opens what is not open, each with the cursor that it has. */
  | { readonly kind: 'open'; readonly port: number }
  /** Cuts all sockets. */
  | { readonly kind: 'cut' }
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
  readonly doubled: number;
  readonly disordered: number;
  /** Sockets that were closed by the other side. */
  readonly closed: number;
  /** From the cut until the last one had an event again; null when none was cut. */
  readonly resumedMs: number | null;
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
  /** It had no event since it was cut. */
  isCut: boolean;
}

let users: WatchersOrder['users'] = [];
let openingMax = 1;
let watchers: readonly Watcher[] = [];
let receipts: { user: number; number: number; atMs: number }[] = [];
let doubled = 0;
let disordered = 0;
let closed = 0;
let cutAtMs: number | null = null;
let resumedAtMs = 0;

const clockOffsetMs = systemClock.nowMs() - systemClock.monotonicMs();

function receive(watcher: Watcher, data: Buffer): void {
  const atMs = systemClock.monotonicMs() + clockOffsetMs;
  const cursor = after(data, '"cursor":"', 36);
  const takenAt = after(data, '"takenAt":"', 24);
  if (cursor === null || takenAt === null) return;
  const number = (Date.parse(takenAt) - numberBaseMs) / 1000;
  watcher.cursor = cursor;
  if (number <= watcher.lastNumber) doubled += 1;
  else if (number !== watcher.lastNumber + 1) disordered += 1;
  watcher.lastNumber = number;
  if (watcher.isCut) resumedAtMs = atMs;
  watcher.isCut = false;
  receipts.push({ user: watcher.user, number, atMs });
}

function after(data: Buffer, label: string, length: number): string | null {
  const at = data.indexOf(label);
  if (at < 0) return null;
  return data.toString('latin1', at + label.length, at + label.length + length);
}

/** Resolves when the subscription was sent: the socket is acknowledged by then. */
function open(watcher: Watcher, index: number, port: number): Promise<void> {
  const user = users[watcher.user];
  if (!user) throw new Error('a watcher has a user');
  const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws', {
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
      if (watcher.socket !== socket) return;
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
      // One that we cut has another socket, or none, by now.
      if (watcher.socket === socket) closed += 1;
      reject(new Error('closed'));
    });
  });
}

/** Opens sockets, so many at a time; one that fails is tried again. */
async function openAll(port: number): Promise<number> {
  const startMs = systemClock.monotonicMs();
  let next = 0;
  async function openNext(): Promise<void> {
    while (next < watchers.length) {
      const index = next;
      next += 1;
      const watcher = watchers[index] as Watcher;
      const isOpen = () =>
        open(watcher, index, port).then(
          () => true,
          () => false,
        );
      while (!(await isOpen())) await systemClock.sleep(200);
    }
  }
  await Promise.all(Array.from({ length: openingMax }, openNext));
  return systemClock.monotonicMs() - startMs;
}

function cut(): null {
  cutAtMs = systemClock.monotonicMs() + clockOffsetMs;
  for (const watcher of watchers) {
    const { socket } = watcher;
    watcher.socket = undefined;
    watcher.isCut = true;
    socket?.terminate();
  }
  return null;
}

function take({ users: all, watchersPerUser, openingMax: most }: WatchersOrder): null {
  users = all;
  openingMax = most;
  watchers = all.flatMap((_, user) =>
    Array.from({ length: watchersPerUser }, () => ({
      user,
      socket: undefined,
      cursor: null,
      lastNumber: -1,
      isCut: false,
    })),
  );
  return null;
}

function report(): WatchersReport {
  if (watchers.some(({ isCut }) => isCut)) resumedAtMs = Number.POSITIVE_INFINITY;
  const resumedMs = cutAtMs === null ? null : resumedAtMs - cutAtMs;
  return { receipts, doubled, disordered, closed, resumedMs };
}

function reset(): null {
  receipts = [];
  doubled = 0;
  disordered = 0;
  closed = 0;
  cutAtMs = null;
  return null;
}

async function perform(command: WatchersCommand): Promise<unknown> {
  if (command === 'cpu') return process.cpuUsage();
  switch (command.kind) {
    case 'order':
      return take(command.order);
    case 'open':
      return openAll(command.port);
    case 'cut':
      return cut();
    case 'count':
      return receipts.length;
    case 'report':
      return report();
    case 'reset':
      return reset();
  }
}

process.on('message', async ({ id, command }: { id: number; command: WatchersCommand }) => {
  process.send?.({ id, result: await perform(command) });
});
process.send?.({ id: 0, result: null });

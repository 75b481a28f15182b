import { isIP, connect as netConnect, type Socket } from 'node:net';
import { type TLSSocket, connect as tlsConnect } from 'node:tls';
import type { buildConnector } from 'undici';
import type { Clock } from '#std/clock';
import { type AddressPolicy, judgeAddress } from './address-policy.ts';
import type { AttemptFailure } from './attempt.ts';
import { plainHost } from './endpoint-url.ts';
import type { ResolveHost } from './resolve-host.ts';
import { startTimeout } from './timeout.ts';

/**
 * The only way in which webhooks open a connection (W2): resolve the name once, judge every address
 * of the DNS answer, and connect to exactly those addresses. The socket never resolves the name
 * again, so a second DNS answer cannot lead it elsewhere. The name is still used for SNI, for the
 * check of the certificate and in the Host header.
 */
export interface GuardedConnectOptions {
  readonly policy: AddressPolicy;
  readonly resolveHost: ResolveHost;
  readonly clock: Clock;
  /** For DNS, connecting and the TLS handshake together. */
  readonly connectTimeoutMs: number;
  /** Certificate authorities in PEM, instead of Node's. */
  readonly trustedAuthorities?: readonly string[] | undefined;
}

/** Why there is no connection, as the attempt records it. */
export class ConnectError extends Error {
  override readonly name = 'ConnectError';
  readonly failure: AttemptFailure;
  constructor(failure: AttemptFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.failure = failure;
  }
}

export function createGuardedConnect(options: GuardedConnectOptions): buildConnector.connector {
  return (target, callback) => {
    const deadline = startTimeout(options.clock, options.connectTimeoutMs);
    open(target, options, deadline.signal)
      .finally(deadline.clear)
      .then(
        (socket) => callback(null, socket),
        (error: Error) => callback(error, null),
      );
  };
}

async function open(
  { hostname, port, protocol }: buildConnector.Options,
  options: GuardedConnectOptions,
  deadline: AbortSignal,
): Promise<Socket> {
  const host = plainHost(hostname);
  const isHttps = protocol === 'https:';
  // The endpoint may have been created when plain http was allowed.
  if (!isHttps && !options.policy.allowsHttp) throw plainHttp();
  const addresses = await findAllowedAddresses(host, options, deadline);
  const race = { clock: options.clock, deadline };
  const socket = await connectTo(addresses, Number(port || (isHttps ? 443 : 80)), race);
  return isHttps ? encrypt(socket, host, options.trustedAuthorities, deadline) : socket;
}

function plainHttp(): ConnectError {
  return new ConnectError('forbidden-address', 'plain http is not allowed');
}

/**
 * Throws if any address is forbidden: a name that resolves to a public and a private address is a
 * sign of an attack, and no receiver needs one. A name that leads inside fails as one that nobody
 * has: otherwise a team could ask which names there are inside.
 */
export async function findAllowedAddresses(
  host: string,
  { policy, resolveHost }: Pick<GuardedConnectOptions, 'policy' | 'resolveHost'>,
  deadline?: AbortSignal,
): Promise<readonly string[]> {
  const addresses = isIP(host) ? [host] : await resolveInTime(host, resolveHost, deadline);
  if (addresses.length === 0) throw new ConnectError('dns', 'the name has no address');
  for (const address of addresses) {
    const { refused } = judgeAddress(address, policy);
    if (!refused) continue;
    if (saysItsAddress(host)) throw new ConnectError('forbidden-address', `it is ${refused}`);
    throw new ConnectError('dns', 'the name leads to no public address');
  }
  return addresses;
}

/** An address, or a name that means one without being asked for (RFC 6761). */
export function saysItsAddress(host: string): boolean {
  return isIP(host) !== 0 || host === 'localhost' || host.endsWith('.localhost');
}

async function resolveInTime(
  host: string,
  resolveHost: ResolveHost,
  deadline?: AbortSignal,
): Promise<readonly string[]> {
  try {
    return await (deadline
      ? Promise.race([resolveHost(host), whenAborted(deadline)])
      : resolveHost(host));
  } catch (cause) {
    throw new ConnectError('dns', 'the name does not resolve', { cause });
  }
}

function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** How long one address is tried before the next one is tried beside it (Happy Eyeballs). */
const nextAddressAfterMs = 250;
const probeIdleAfterMs = 60_000;

/**
 * Tries the addresses one after the other, each from a little later on or as soon as one has failed;
 * the first connection wins. Each has all the time that there is: Node's own way ends an address when
 * the next begins, and never reaches a receiver that is far away.
 */
function connectTo(
  addresses: readonly string[],
  port: number,
  { clock, deadline }: { readonly clock: Clock; readonly deadline: AbortSignal },
): Promise<Socket> {
  const decided = new AbortController();
  const ending = AbortSignal.any([deadline, decided.signal]);
  let begunCount = 0;
  let failedCount = 0;
  return new Promise((resolve, reject) => {
    const win = (socket: Socket) => {
      if (decided.signal.aborted) return void socket.destroy();
      resolve(socket);
      decided.abort();
    };
    const lose = (error: unknown) => {
      failedCount += 1;
      if (failedCount === addresses.length || deadline.aborted) {
        reject(error);
        decided.abort();
      } else begin();
    };
    function begin(): void {
      const host = addresses[begunCount];
      if (host === undefined || ending.aborted) return;
      begunCount += 1;
      // An address is never resolved.
      const socket = netConnect({ host, port, noDelay: true, ...keepAlive });
      whenOpen(socket, 'connect', 'connect', ending).then(win, lose);
      void clock.sleep(nextAddressAfterMs, ending).then(begin);
    }
    begin();
  });
}

const keepAlive = { keepAlive: true, keepAliveInitialDelay: probeIdleAfterMs };

function encrypt(
  socket: Socket,
  host: string,
  trustedAuthorities: readonly string[] | undefined,
  deadline: AbortSignal,
): Promise<TLSSocket> {
  const secure = tlsConnect({
    socket,
    host,
    // SNI takes no literal addresses.
    ...(isIP(host) ? {} : { servername: host }),
    ALPNProtocols: ['http/1.1'],
    minVersion: 'TLSv1.2',
    ...(trustedAuthorities ? { ca: [...trustedAuthorities] } : {}),
  });
  return whenOpen(secure, 'secureConnect', 'tls', deadline);
}

/** Resolves when the socket emits `event`; rejects with `failure` when it ends before that. */
function whenOpen<Opened extends Socket>(
  socket: Opened,
  event: 'connect' | 'secureConnect',
  failure: AttemptFailure,
  deadline: AbortSignal,
): Promise<Opened> {
  return new Promise((resolve, reject) => {
    const fail = (cause?: Error) => {
      stopWatching();
      // Later errors of a socket that we have given up must not be thrown as unhandled.
      socket.on('error', () => {});
      socket.destroy();
      reject(new ConnectError(failure, `no connection: ${failure}`, { cause }));
    };
    const onEnd = () => fail();
    const onDeadline = () => fail(deadline.reason);
    const stopWatching = () => {
      socket.off('error', fail).off('close', onEnd).off(event, onOpen);
      deadline.removeEventListener('abort', onDeadline);
    };
    const onOpen = () => {
      stopWatching();
      resolve(socket);
    };
    socket.on('error', fail).on('close', onEnd).on(event, onOpen);
    if (deadline.aborted) onDeadline();
    else deadline.addEventListener('abort', onDeadline, { once: true });
  });
}

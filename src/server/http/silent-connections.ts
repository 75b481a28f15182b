import type { Server as HttpServer, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import ipaddr from 'ipaddr.js';
import { isInRanges } from '#std/address-ranges';
import type { Clock } from '#std/clock';
import { networkOf, siteOf } from '#std/network-of';

/**
 * Bounds the connections that have never sent a request, by network: whoever opens thousands and
 * says nothing takes no places of those who do. Beyond the bound the one that has been silent for
 * longest is cut, but none that has just come: many clients may come back at once. Proxies that are
 * trusted stand for many networks, and open connections ahead of need.
 */
export interface SilentLimits {
  readonly silentPerNetworkMax: number;
  /** How long a connection may take to begin. */
  readonly silentGraceMs: number;
}

export interface SilentOptions {
  readonly trustedProxies: readonly string[];
  readonly hasUpgrades: boolean;
  readonly clock: Clock;
}

export function boundSilentConnections(
  http: HttpServer,
  limits: SilentLimits,
  { trustedProxies, hasUpgrades, clock }: SilentOptions,
): void {
  const byNetwork = new Map<string, Map<Socket, number>>();
  const networks = new WeakMap<Socket, string>();

  function spoke(socket: Socket): void {
    const network = networks.get(socket);
    if (network === undefined) return;
    networks.delete(socket);
    const silent = byNetwork.get(network);
    silent?.delete(socket);
    if (silent?.size === 0) byNetwork.delete(network);
  }

  http.on('connection', (socket: Socket) => {
    const { remoteAddress = '' } = socket;
    if (!ipaddr.isValid(remoteAddress) || isInRanges(remoteAddress, trustedProxies)) return;
    const address = ipaddr.process(remoteAddress).toString();
    const network = siteOf(address) ?? networkOf(address);
    const silent = byNetwork.get(network) ?? new Map<Socket, number>();
    byNetwork.set(network, silent);
    // A Map keeps the order in which they came.
    const [oldest] = silent;
    const graceEndMs = clock.monotonicMs() - limits.silentGraceMs;
    if (oldest && silent.size >= limits.silentPerNetworkMax && oldest[1] <= graceEndMs) {
      spoke(oldest[0]);
      oldest[0].destroy();
      byNetwork.set(network, silent);
    }
    silent.set(socket, clock.monotonicMs());
    networks.set(socket, network);
    socket.once('close', () => spoke(socket));
  });
  http.on('request', ({ socket }: IncomingMessage) => spoke(socket));
  // Node takes a listener for upgrades as a promise to answer them.
  if (hasUpgrades) http.on('upgrade', ({ socket }: IncomingMessage) => spoke(socket));
}

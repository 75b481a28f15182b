import { networkOf, siteOf } from '#std/network-of';
import {
  createRateLimiter,
  type RateDecision,
  type RateLimiter,
  type RateLimiterOptions,
} from './rate-limiter.ts';

/**
 * The rate limit of addresses, by network: IPv4 by address, IPv6 by /64, and by /48 at several times
 * the rate, since whoever has a /48 has thousands of the smaller ones.
 */
export interface NetworkLimiter {
  take(address: string): RateDecision;
  look(address: string): RateDecision;
}

const networksPerSite = 10;

export function createNetworkLimiter({ clock, perMinute }: RateLimiterOptions): NetworkLimiter {
  const networks = createRateLimiter({ clock, perMinute });
  const sites = createRateLimiter({ clock, perMinute: perMinute * networksPerSite });

  function decide(address: string, way: keyof RateLimiter): RateDecision {
    const site = siteOf(address);
    if (site === null) return networks[way](networkOf(address));
    const ofSite = sites.look(site);
    if (!ofSite.isAllowed) return ofSite;
    const decision = networks[way](networkOf(address));
    if (decision.isAllowed) sites[way](site);
    return decision;
  }

  return {
    take: (address) => decide(address, 'take'),
    look: (address) => decide(address, 'look'),
  };
}

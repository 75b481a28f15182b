import dns from 'node:dns';
import { onTestFinished, vi } from 'vitest';
import { standingServer } from './standing-server.ts';

export const farName = 'far.test';

/**
 * A name with two addresses: behind one a server that is far away, behind the other none that lives.
 * The far one answers requests of HTTP, or is the Postgres of a URL. Resolves to its port.
 */
export async function startFarHost(postgresUrl?: string): Promise<number> {
  const dead = await standingServer('127.0.0.2');
  const far = await standingServer('127.0.0.3', dead.port, postgresUrl);
  const addresses = ['127.0.0.3', '127.0.0.2'].map((address) => ({ address, family: 4 }));
  const lookup = vi.spyOn(dns, 'lookup').mockImplementation(((_name, _options, done) => {
    done(null, addresses as never, 4);
    // Longer than the 250 ms that Node leaves an address.
    setTimeout(far.goOn, 400);
  }) as typeof dns.lookup);
  onTestFinished(() => void lookup.mockRestore());
  return dead.port;
}

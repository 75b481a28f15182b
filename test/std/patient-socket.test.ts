import dns from 'node:dns';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createShareClient } from '#src/providers/dexcom-share/share-client.ts';
import { systemClock } from '#std/clock';
import { PatientSocket } from '#std/patient-socket';
import { standingServer } from '#test/standing-server';

/** A name with two addresses: behind one a server that is far away, behind the other none that lives. */
async function setup() {
  const dead = await standingServer('127.0.0.2');
  const far = await standingServer('127.0.0.3', dead.port);
  const addresses = ['127.0.0.3', '127.0.0.2'].map((address) => ({ address, family: 4 }));
  const lookup = vi.spyOn(dns, 'lookup').mockImplementation(((_name, _options, done) => {
    done(null, addresses as never, 4);
    // Longer than the 250 ms that Node leaves an address.
    setTimeout(far.goOn, 600);
  }) as typeof dns.lookup);
  onTestFinished(() => void lookup.mockRestore());
  return dead.port;
}

describe('a host far away, another address of which is dead', () => {
  it('is reached by a session of Postgres', async () => {
    const port = await setup();
    const socket = new PatientSocket().connect(port, 'far.test');
    onTestFinished(() => void socket.destroy());
    await once(socket, 'connect');
    expect(socket.remoteAddress).toBe('127.0.0.3');
  });

  it('is reached by a request to Dexcom', async () => {
    const url = `http://far.test:${await setup()}`;
    const baseUrls = { US: url, OUS: url, APAC: url };
    const client = createShareClient({ baseUrls, clock: systemClock });
    onTestFinished(() => client.close());
    const answer = await client
      .authenticate('US', 'name', 'password')
      .catch((error: unknown) => error);
    expect(answer).toMatchObject({ httpStatus: 200 });
  });
});

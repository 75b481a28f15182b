import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createShareClient } from '#src/providers/dexcom-share/share-client.ts';
import { systemClock } from '#std/clock';
import { PatientSocket } from '#std/patient-socket';
import { farName, startFarHost } from '#test/far-host';

describe('a host far away, another address of which is dead', () => {
  it('is reached by a socket', async () => {
    const port = await startFarHost();
    const socket = new PatientSocket().connect(port, farName);
    onTestFinished(() => void socket.destroy());
    await once(socket, 'connect');
    expect(socket.remoteAddress).toBe('127.0.0.3');
  });

  it('is reached by a request to Dexcom', async () => {
    const url = `http://${farName}:${await startFarHost()}`;
    const baseUrls = { US: url, OUS: url, APAC: url };
    const client = createShareClient({ baseUrls, clock: systemClock });
    onTestFinished(() => client.close());
    const answer = await client
      .authenticate('US', 'name', 'password')
      .catch((error: unknown) => error);
    expect(answer).toMatchObject({ httpStatus: 200 });
  });
});

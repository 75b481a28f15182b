import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { choosePort, portOf } from '#src/sandbox/choose-port.ts';

async function takenPort(): Promise<number> {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void other.close());
  const address = other.address();
  return typeof address === 'object' && address ? address.port : 0;
}

describe('the port of the sandbox', () => {
  it('is the first that is wanted and free, and it is told where it is another', async () => {
    const taken = await takenPort();
    const { port: free } = await choosePort([0]);
    expect(await choosePort([free, taken])).toEqual({ port: free, movedFrom: null });
    expect(await choosePort([taken, free])).toEqual({ port: free, movedFrom: taken });
    const { port, movedFrom } = await choosePort([taken]);
    expect(movedFrom).toBe(taken);
    expect(port).not.toBe(taken);
  });

  it('is kept from the last start, as far as that can be read', () => {
    expect(portOf('http://127.0.0.1:4321/graphql')).toEqual([4321]);
    for (const url of [undefined, 'nothing', 'http://localhost/']) expect(portOf(url)).toEqual([]);
  });
});

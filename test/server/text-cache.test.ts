import { describe, expect, it } from 'vitest';
import { heapAfterCollection } from '#test/heap';
import { startPlainServer } from '#test/plain-server';

describe('what is kept of documents', () => {
  it('stays bounded while a stranger sends ever new ones', async () => {
    const server = await startPlainServer({ limits: { requestsPerMinutePerAddress: 1e6 } });
    const send = async (document: string) => {
      const response = await fetch(server.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: document, operationName: 'Q0' }),
      });
      return response.status;
    };
    // Many short operations: fields of one selection are compared with each other, all with all.
    const operations = Array.from(
      { length: 30 },
      (_, each) => `query Q${each} { ${'me '.repeat(30)} }`,
    );
    const long = (index: number) => `${operations.join(' ')} query Last${index} { me }`;
    for (let index = 0; index < 50; index += 1) expect(await send(long(index))).toBe(200);
    const before = await heapAfterCollection();
    for (let index = 50; index < 400; index += 10) {
      await Promise.all(Array.from({ length: 10 }, (_, more) => send(long(index + more))));
    }
    const grownBytes = (await heapAfterCollection()) - before;
    await server.stop();
    // Unbounded, these documents alone would take some 150 MB.
    expect(grownBytes).toBeLessThan(100_000_000);
  });
});

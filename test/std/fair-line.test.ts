import { describe, expect, it } from 'vitest';
import { createFairLine } from '#std/fair-line';

/** Tasks that note when they begin, and go on until they are let go. */
function setup(limits: { weightMax: number; placesPerKeyMax?: number; placesMax?: number }) {
  const line = createFairLine({ placesPerKeyMax: 10, placesMax: 100, ...limits });
  const begun: string[] = [];
  const endings = new Map<string, () => void>();
  const run = (key: string, name: string, weight?: number) =>
    line.run(
      key,
      async () => {
        begun.push(name);
        await new Promise<void>((end) => endings.set(name, end));
        return name;
      },
      weight,
    );
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  const end = async (name: string) => {
    endings.get(name)?.();
    await settled();
  };
  return { run, end, begun, settled };
}

describe('a fair line', () => {
  it('lets the keys take turns, however many tasks one of them has', async () => {
    const { run, end, begun, settled } = setup({ weightMax: 1 });
    for (const name of ['a1', 'a2', 'a3', 'b1', 'c1', 'b2']) void run(name.slice(0, 1), name);
    await settled();
    for (const name of ['a1', 'a2', 'b1', 'c1', 'a3', 'b2']) {
      expect(begun.at(-1)).toBe(name);
      await end(name);
    }
  });

  it('runs at once what its weight bears, and a heavier task alone', async () => {
    const { run, end, begun, settled } = setup({ weightMax: 10 });
    void run('a', 'six', 6);
    void run('a', 'four', 4);
    void run('b', 'twenty', 20);
    void run('c', 'one', 1);
    await settled();
    expect(begun).toEqual(['six', 'four']);
    await end('six');
    expect(begun).toEqual(['six', 'four']);
    await end('four');
    expect(begun).toEqual(['six', 'four', 'twenty']);
    await end('twenty');
    expect(begun.at(-1)).toBe('one');
  });

  it('turns away whom it has no place for, and takes others on', async () => {
    const { run, end } = setup({ weightMax: 1, placesPerKeyMax: 2, placesMax: 3 });
    const first = run('a', 'a1');
    void run('a', 'a2');
    expect(await run('a', 'a3')).toBeNull();
    void run('b', 'b1');
    expect(await run('c', 'c1')).toBeNull();
    await end('a1');
    expect(await first).toBe('a1');
    void run('c', 'c1');
  });

  it('goes on when a task fails', async () => {
    const line = createFairLine({ weightMax: 1, placesPerKeyMax: 1, placesMax: 1 });
    await expect(line.run('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await line.run('a', async () => 'yes')).toBe('yes');
  });
});

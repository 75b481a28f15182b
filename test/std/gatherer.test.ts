import { describe, expect, it } from 'vitest';
import { createGatherer, type Gatherer, type GathererOptions } from '#std/gatherer';
import { createVirtualClock } from '#test/virtual-clock';

const outage = new Error('nobody is there');

function setup(options: Partial<GathererOptions<string>> = {}) {
  const clock = createVirtualClock();
  const written: string[][] = [];
  const refused: string[] = [];
  const retries: unknown[] = [];
  const faults = { isOut: false, bad: '' };
  const gatherer: Gatherer<string> = createGatherer({
    clock,
    gatherMs: 100,
    batchMax: 3,
    async write(batch) {
      if (faults.isOut) throw outage;
      if (batch.includes(faults.bad)) throw new Error('refused');
      written.push([...batch]);
    },
    onRefused: (item) => void refused.push(item),
    isOutage: (error) => error === outage,
    outage: { kind: 'keep', retryMs: 500, onRetry: (error) => void retries.push(error) },
    ...options,
  });
  const add = (...items: string[]) => {
    for (const item of items) gatherer.add(item);
  };
  return { clock, gatherer, add, written, refused, retries, faults };
}

describe('a gatherer of batches', () => {
  it('writes together what comes within a moment', async () => {
    const { clock, add, written } = setup();
    add('a', 'b');
    await clock.advance(99);
    expect(written).toEqual([]);
    await clock.advance(1);
    expect(written).toEqual([['a', 'b']]);
  });

  it('waits no longer once a batch is full, or when no more can come', async () => {
    const full = setup();
    full.add('a', 'b', 'c', 'd');
    await full.clock.advance(0);
    expect(full.written).toEqual([['a', 'b', 'c']]);
    const last = setup({ isMoreComing: (count) => count < 2 });
    last.add('a', 'b');
    await last.clock.advance(0);
    expect(last.written).toEqual([['a', 'b']]);
  });

  it('lets go of one item that is refused, and writes the others once', async () => {
    const { gatherer, add, written, refused, faults } = setup();
    faults.bad = 'b';
    add('a', 'b', 'c');
    await gatherer.flush();
    expect(written).toEqual([['a'], ['c']]);
    expect(refused).toEqual(['b']);
  });

  it('keeps what an outage met, and writes it again', async () => {
    const { clock, gatherer, add, written, retries, faults } = setup();
    faults.isOut = true;
    add('a');
    await clock.advance(100);
    expect(retries).toEqual([outage]);
    await expect(gatherer.flush()).rejects.toBe(outage);
    faults.isOut = false;
    await clock.advance(600);
    expect(written).toEqual([['a']]);
  });

  it('lets go of what an outage met, where nobody can wait for it', async () => {
    const lost: string[] = [];
    const { gatherer, add, faults } = setup({
      outage: { kind: 'let-go', onLetGo: (batch) => void lost.push(...batch) },
    });
    faults.isOut = true;
    add('a', 'b');
    await gatherer.flush();
    expect(lost).toEqual(['a', 'b']);
  });

  it('writes what is left when it is stopped, and waits for no outage to end', async () => {
    const { gatherer, add, written, faults } = setup();
    add('a');
    await gatherer.stop();
    expect(written).toEqual([['a']]);
    faults.isOut = true;
    add('b');
    await expect(gatherer.stop()).rejects.toBe(outage);
  });
});

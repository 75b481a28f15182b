import { describe, expect, it } from 'vitest';
import { createVirtualClock } from '#test/virtual-clock';

function setup() {
  const clock = createVirtualClock(1_000_000);
  const woken: string[] = [];
  async function sleeper(name: string, delayMs: number, signal?: AbortSignal) {
    await clock.sleep(delayMs, signal);
    woken.push(`${name} at ${clock.nowMs()}`);
  }
  return { clock, sleeper, woken };
}

describe('the virtual clock', () => {
  it('wakes sleepers in the order of their times, each at its own moment', async () => {
    const { clock, sleeper, woken } = setup();
    void sleeper('late', 300);
    void sleeper('early', 100);
    void sleeper('never', 301);
    await clock.advance(300);
    expect(woken).toEqual(['early at 1000100', 'late at 1000300']);
    expect(clock.sleeperCount()).toBe(1);
  });

  it('wakes who falls asleep again on the way', async () => {
    const { clock, sleeper, woken } = setup();
    void sleeper('first', 100).then(() => sleeper('second', 100));
    await clock.setTo(1_000_200);
    expect(woken).toEqual(['first at 1000100', 'second at 1000200']);
  });

  it('wakes at once whose signal is aborted', async () => {
    const { clock, sleeper, woken } = setup();
    const stopping = new AbortController();
    const asleep = sleeper('it', 100, stopping.signal);
    stopping.abort();
    await asleep;
    await sleeper('another', 100, stopping.signal);
    expect(woken).toEqual(['it at 1000000', 'another at 1000000']);
    expect(clock.sleeperCount()).toBe(0);
  });

  it('jumps without passing of time', async () => {
    const { clock, sleeper, woken } = setup();
    void sleeper('it', 100);
    clock.jump(3_600_000);
    expect([clock.nowMs(), clock.monotonicMs()]).toEqual([4_600_000, 0]);
    await clock.advance(100);
    expect(woken).toEqual(['it at 4600100']);
  });
});

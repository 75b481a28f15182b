import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { KeptAnswers } from '#src/web/console/api/kept-answers.ts';
import { createNames, type Named } from '#src/web/console/api/names-of-people.ts';
import { soon } from '#src/web/console/live/soon.ts';

describe('answers that are kept', () => {
  const answer = (data: unknown) => ({ data, cameAtMs: null });

  it('stay while a screen shows them, however many others come', () => {
    const kept = new KeptAnswers(2);
    const leave = kept.show('events');
    const leaveToo = kept.show('events');
    kept.keep('events', answer(1));
    for (const name of ['anna', 'ben', 'carla']) kept.keep(name, answer(name));
    expect(kept.get('events')).toEqual(answer(1));
    expect(kept.get('anna')).toBeNull();
    expect(kept.get('carla')).toEqual(answer('carla'));
    leave();
    kept.keep('daichi', answer('daichi'));
    expect(kept.get('events')).toEqual(answer(1));
    leaveToo();
    expect(kept.get('events')).toBeNull();
  });
});

describe('names of people', () => {
  function setup(people: readonly string[]) {
    const questions: (readonly string[])[] = [];
    const plans: (() => void)[] = [];
    const isRefused = { now: false };
    const ask = async (ids: readonly string[]): Promise<readonly Named[]> => {
      questions.push(ids);
      if (isRefused.now) throw new Error('refused');
      return ids.flatMap((id) => (people.includes(id) ? [{ id, clientUserId: `${id}'s` }] : []));
    };
    const names = createNames(ask, (act) => () => void plans.push(act));
    const letPass = async () => {
      for (const act of plans.splice(0)) act();
      await vi.waitFor(() => expect(plans.length).toBe(0));
    };
    return { names, questions, isRefused, letPass };
  }

  it('are asked for together, and of nobody twice', async () => {
    const people = Array.from({ length: 130 }, (_, index) => `user ${index}`);
    const { names, questions, letPass } = setup(people);
    const heard = vi.fn();
    for (const id of people) names.want(id, heard);
    names.want('deleted', heard);
    await letPass();
    await vi.waitFor(() => expect(heard).toHaveBeenCalled());
    await letPass();
    await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(131));
    expect(questions.map(({ length }) => length)).toEqual([100, 31]);
    expect(names.get('user 129')).toBe("user 129's");
    expect(names.get('deleted')).toBeNull();
    names.want('deleted', heard);
    await letPass();
    expect(questions.length).toBe(2);
  });

  it('are asked for again where nobody answered, once somebody wants one', async () => {
    const { names, questions, isRefused, letPass } = setup(['anna', 'ben']);
    isRefused.now = true;
    names.want('anna', () => {});
    await letPass();
    expect(names.get('anna')).toBeNull();
    isRefused.now = false;
    names.want('ben', () => {});
    await letPass();
    await vi.waitFor(() => expect(names.get('anna')).toBe("anna's"));
    expect(questions).toEqual([['anna'], ['anna', 'ben']]);
  });
});

describe('what is done soon', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('is put off by nothing that comes meanwhile, and done once for all of it', () => {
    const act = vi.fn();
    const { call, cancel } = soon(1_000, act);
    for (let passedMs = 0; passedMs < 3_050; passedMs += 100) {
      call();
      vi.advanceTimersByTime(100);
    }
    expect(act).toHaveBeenCalledTimes(3);
    call();
    cancel();
    vi.advanceTimersByTime(5_000);
    expect(act).toHaveBeenCalledTimes(3);
  });
});

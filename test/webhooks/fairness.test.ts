import { describe, expect, it } from 'vitest';
import { createDueEndpoints } from '#src/webhooks/sending/due-endpoints.ts';
import { createSlots } from '#src/webhooks/sending/slots.ts';

describe('the board of due endpoints', () => {
  it('serves them in turn, whoever comes again goes to the end', () => {
    const board = createDueEndpoints();
    for (const id of ['a', 'b', 'c']) board.add(id, 10);
    expect(board.takeDue(10, 2)).toEqual(['a', 'b']);
    board.add('a', 10);
    expect(board.takeDue(10, 2)).toEqual(['c', 'a']);
    expect(board.takeDue(10, 2)).toEqual([]);
  });

  it('keeps what is not due, by the earliest time told', () => {
    const board = createDueEndpoints();
    board.add('a', 30);
    board.add('a', 20);
    board.add('a', 40);
    expect(board.takeDue(19, 10)).toEqual([]);
    expect(board.nextDueMs()).toBe(20);
    expect(board.takeDue(20, 10)).toEqual(['a']);
    expect(board.nextDueMs()).toBeNull();
  });
});

describe('the slots of a node', () => {
  it('let one endpoint hold no more than an eighth of what it leaves free', () => {
    const slots = createSlots(900);
    while (slots.freeFor('a') > 0) slots.take('a');
    expect(slots.takenBy('a')).toBe(100);
  });

  it('leave room for others when dozens of endpoints hang', () => {
    const slots = createSlots(1000);
    for (let n = 0; n < 40; n += 1) {
      while (slots.freeFor(`hanging ${n}`) > 0) slots.take(`hanging ${n}`);
    }
    expect(slots.free()).toBeGreaterThan(0);
    expect(slots.freeFor('another')).toBeGreaterThan(0);
  });

  it('let an endpoint that has none take the last one, and take it back', () => {
    const slots = createSlots(1);
    expect(slots.freeFor('a')).toBe(1);
    slots.take('a');
    expect([slots.freeFor('a'), slots.freeFor('b')]).toEqual([0, 0]);
    slots.release('a');
    expect(slots.freeFor('b')).toBe(1);
  });
});

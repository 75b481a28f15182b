import { createHash } from 'node:crypto';
import type { Random } from '#std/random';

/**
 * Chance without a sequence: a number in [0, 1) that depends on its three arguments alone. What a
 * person ate on a day, or how late a reading was, is therefore the same in every run and in
 * whatever order it is asked for.
 */
export function chanceAt(seed: number, topic: number, n: number): number {
  let mixed = seed ^ Math.imul(topic + 1, 0x9e3779b1);
  mixed = scramble(mixed ^ Math.imul(n | 0, 0x85ebca6b));
  mixed = scramble(mixed ^ Math.floor(n / 4_294_967_296));
  return (mixed >>> 0) / 4_294_967_296;
}

/** A roughly normal number (mean 0, deviation 1, within ±6) that depends on its arguments alone. */
export function bellAt(seed: number, topic: number, n: number): number {
  let sum = -6;
  for (let draw = 0; draw < 12; draw++) sum += chanceAt(seed + draw * 7919, topic, n);
  return sum;
}

/** Maps a chance in [0, 1) to a range. */
export function within(chance: number, [low, high]: readonly [number, number]): number {
  return low + chance * (high - low);
}

/** A 32-bit seed for a text (FNV-1a, scrambled). */
export function seedOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return scramble(hash) >>> 0;
}

/** A UUID in the form of version 4 that is always the same for one text. */
export function uuidOf(text: string): string {
  return shapeUuid(createHash('sha256').update(text).digest('hex'));
}

/** A UUID of version 4 from a generator. */
export function newUuid(random: Random): string {
  return shapeUuid(hexOf(random, 32));
}

/** `length` random hexadecimal digits. */
export function hexOf(random: Random, length: number): string {
  let hex = '';
  while (hex.length < length) {
    hex += Math.floor(random() * 0x1000000)
      .toString(16)
      .padStart(6, '0');
  }
  return hex.slice(0, length);
}

export function shapeUuid(hex: string): string {
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

/** The finalizer of MurmurHash3: every bit of the input moves half of the bits of the output. */
function scramble(bits: number): number {
  let mixed = bits ^ (bits >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

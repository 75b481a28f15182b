import { Buffer } from 'node:buffer';

/** UTF-8 takes at most so many bytes for each unit of a JavaScript string. */
const bytesPerUnitMax = 3;

/** Whether a text takes more bytes as UTF-8; a text that is short or long for certain is not counted. */
export function exceedsBytes(text: string, bytesMax: number): boolean {
  if (text.length > bytesMax) return true;
  return text.length * bytesPerUnitMax > bytesMax && Buffer.byteLength(text) > bytesMax;
}

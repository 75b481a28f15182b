import type { Region } from '#providers';

/**
 * The hosted service's regions are countries, written in lower case; Dexcom has three. Accounts of
 * Singapore live on Dexcom's Japanese servers. Japan, for which the hosted service has no word, and
 * Dexcom's own three are taken too.
 */
const outsideTheUs =
  'eu de fr ca br ar cl co mx gb ie au nz nl at be bh ch cz dk eg es fi gr hr il it jo kw lb lu no ' +
  'om pl pt qa sa se si sk tr za in hk kr ph tw ous';

const regions: ReadonlyMap<string, Region> = new Map([
  ['us', 'US'],
  ...outsideTheUs.split(' ').map((code) => [code, 'OUS'] as const),
  ['sg', 'APAC'],
  ['jp', 'APAC'],
  ['apac', 'APAC'],
]);

/** Undefined for a word that names none. */
export function regionOf(code: string): Region | undefined {
  return regions.get(code.trim().toLowerCase());
}

import type { Region } from './steps.ts';

/** Where a wearer's account is kept and its password is reset, by the region of the account. */
export const dexcomAccountPages: Readonly<Record<Region, string>> = {
  US: 'https://uam1.dexcom.com/',
  OUS: 'https://uam2.dexcom.com/',
  APAC: 'https://uam.dexcom.jp/',
};

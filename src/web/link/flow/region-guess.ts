import type { Region } from './steps.ts';

const usZones =
  /^(America\/(New_York|Chicago|Denver|Los_Angeles|Phoenix|Detroit|Boise|Anchorage|Juneau|Sitka|Nome|Adak|Menominee|Indiana\/.*|Kentucky\/.*|North_Dakota\/.*)|Pacific\/Honolulu)$/;
const japaneseZones = /^Asia\/(Tokyo|Singapore)$/;

/**
 * Where an account was probably made, by the device's time zone and the region of its language. Null
 * where the two do not agree, or one of them says nothing: a guess must be right, or not be made.
 */
export function guessRegion(timeZone: string, language: string): Region | null {
  const ofZone = regionOfZone(timeZone);
  const country = /-([A-Z]{2})\b/.exec(language)?.[1];
  if (ofZone === null || country === undefined) return null;
  return regionOfCountry(country) === ofZone ? ofZone : null;
}

function regionOfZone(timeZone: string): Region | null {
  if (usZones.test(timeZone)) return 'US';
  if (japaneseZones.test(timeZone)) return 'APAC';
  return /^[A-Z][a-z]+\/\w/.test(timeZone) && !timeZone.startsWith('Etc/') ? 'OUS' : null;
}

function regionOfCountry(country: string): Region {
  if (country === 'US') return 'US';
  return country === 'JP' || country === 'SG' ? 'APAC' : 'OUS';
}

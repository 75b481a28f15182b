import type { Region } from '#providers/provider';

/** Dexcom's own hosts. Another region's answers as if the password were wrong. */
export const dexcomBaseUrls: Readonly<Record<Region, string>> = {
  US: 'https://share2.dexcom.com',
  OUS: 'https://shareous1.dexcom.com',
  APAC: 'https://share.dexcom.jp',
};

const applicationIdOfWest = 'd89443d2-327c-4a6f-89e5-496bbb0317db';
const applicationIdOfApac = 'd8665ade-9673-4e27-9ff6-92db4ce13d13';

/** Names the application that logs in; not a secret, every client of a region sends the same. */
export const applicationIds: Readonly<Record<Region, string>> = {
  US: applicationIdOfWest,
  OUS: applicationIdOfWest,
  APAC: applicationIdOfApac,
};

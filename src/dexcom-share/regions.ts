/**
 * An account lives in exactly one region, and only that region's host knows it: another region
 * answers as if the password were wrong.
 */
export const regions = ['US', 'OUS', 'APAC'] as const;

/** US; OUS, everywhere else; APAC, Japan and Asia-Pacific. */
export type Region = (typeof regions)[number];

/** Dexcom's own hosts. */
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

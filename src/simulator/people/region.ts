/**
 * Dexcom runs three separate installations, and an account exists in one of them. The simulator
 * serves all three at one address; the first part of the path, or the Host header, selects one.
 */
export const regions = ['US', 'OUS', 'APAC'] as const;
export type Region = (typeof regions)[number];

const prefixes: Readonly<Record<Region, string>> = { US: '/us', OUS: '/ous', APAC: '/apac' };

const regionOfHost: Readonly<Record<string, Region>> = {
  'share2.dexcom.com': 'US',
  'shareous1.dexcom.com': 'OUS',
  'share.dexcom.jp': 'APAC',
};

/** Both ids occur in every region, so both are accepted in every region. */
const applicationIds = new Set([
  'd89443d2-327c-4a6f-89e5-496bbb0317db',
  'd8665ade-9673-4e27-9ff6-92db4ce13d13',
]);

export function isApplicationId(text: string): boolean {
  return applicationIds.has(text.toLowerCase());
}

/** The address of a region, to which clients append `/ShareWebServices/Services/…`. */
export function baseUrlOf(url: string, region: Region): string {
  return `${url}${prefixes[region]}`;
}

const servicesPath = '/sharewebservices/services/';

/** The region and the endpoint's name in lower case; null when the path is no service of Share. */
export function routeOf(
  path: string,
  host: string | undefined,
): { readonly region: Region; readonly endpoint: string } | null {
  const lower = path.toLowerCase();
  const prefixed = regions.find((region) => lower.startsWith(`${prefixes[region]}/`));
  const rest = prefixed ? lower.slice(prefixes[prefixed].length) : lower;
  if (!rest.startsWith(servicesPath)) return null;
  const named = regionOfHost[(host ?? '').toLowerCase().replace(/:\d+$/, '')];
  return { region: prefixed ?? named ?? 'US', endpoint: rest.slice(servicesPath.length) };
}

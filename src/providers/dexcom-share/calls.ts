/** The calls that we make, each one HTTP request. */
export const shareCalls = [
  'authenticate',
  'open-session',
  'read-glucose',
  'read-sharing-state',
  'read-followers',
] as const;

export type ShareCall = (typeof shareCalls)[number];

const servicesPath = '/ShareWebServices/Services';

export const callPaths: Readonly<Record<ShareCall, string>> = {
  authenticate: `${servicesPath}/General/AuthenticatePublisherAccount`,
  'open-session': `${servicesPath}/General/LoginPublisherAccountById`,
  'read-glucose': `${servicesPath}/Publisher/ReadPublisherLatestGlucoseValues`,
  'read-sharing-state': `${servicesPath}/Publisher/IsRemoteMonitoringSessionActive`,
  'read-followers': `${servicesPath}/Publisher/ListPublisherAccountSubscriptions`,
};

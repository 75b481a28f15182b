/** The calls that we make, each one HTTP request. */
export type ShareCall =
  | 'authenticate'
  | 'open-session'
  | 'read-glucose'
  | 'read-sharing-state'
  | 'read-followers';

const servicesPath = '/ShareWebServices/Services';

export const callPaths: Readonly<Record<ShareCall, string>> = {
  authenticate: `${servicesPath}/General/AuthenticatePublisherAccount`,
  'open-session': `${servicesPath}/General/LoginPublisherAccountById`,
  'read-glucose': `${servicesPath}/Publisher/ReadPublisherLatestGlucoseValues`,
  'read-sharing-state': `${servicesPath}/Publisher/IsRemoteMonitoringSessionActive`,
  'read-followers': `${servicesPath}/Publisher/ListPublisherAccountSubscriptions`,
};

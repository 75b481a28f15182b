import type { RightsHolder } from '#test/rights-fixture';

/**
 * What each kind of credential may see of the API, field by field: written by hand, from what the
 * product promises and not from how it is made. A field of the schema without a row fails the test.
 *
 * "My" user, connection and events are those of one team; the other team and the other user of my
 * team must never see a trace of them.
 */

/** What an answer may be. */
export type Outcome =
  /** The data is there. */
  | 'sees'
  /** As if it did not exist: null or empty, or a `NotFound` that says no more. */
  | 'absent'
  /** Refused with 401 and the code UNAUTHENTICATED. */
  | 'unauthenticated'
  /** Refused with 403 and the code FORBIDDEN. */
  | 'forbidden'
  /** Something, but of its own and nothing of mine. */
  | 'own';

export type Outcomes = Readonly<Record<RightsHolder, Outcome>>;

/** A field of Query, Mutation or Subscription, with an operation that asks for it. */
interface RootRow {
  readonly document: string;
  readonly see: Outcomes;
}

/** A field of a type, asked for where `via` leads. */
interface FieldRow {
  readonly via: keyof typeof ways;
  /** Arguments, as they are written. */
  readonly args?: string;
  readonly see?: Outcomes;
}

/** A field that exists only within the answers of these root fields, whose operations select it. */
interface PartRow {
  readonly partOf: readonly string[];
}

/** For the team itself; front ends have no business there. */
const teamOnly: Outcomes = {
  nobody: 'unauthenticated',
  team: 'sees',
  otherTeam: 'own',
  reader: 'forbidden',
  owner: 'forbidden',
  otherUser: 'forbidden',
};
/** A deed of the team on one of its things, named by id. */
const teamDeed: Outcomes = { ...teamOnly, otherTeam: 'absent' };
/** Data of one user. */
const userData: Outcomes = {
  nobody: 'unauthenticated',
  team: 'sees',
  otherTeam: 'absent',
  reader: 'sees',
  owner: 'sees',
  otherUser: 'absent',
};
/** A deed on one user that a token needs a scope for. */
const userDeed: Outcomes = { ...userData, reader: 'forbidden' };
/** Each sees the like, about itself. */
const selfOnly: Outcomes = {
  nobody: 'unauthenticated',
  team: 'sees',
  otherTeam: 'own',
  reader: 'sees',
  owner: 'sees',
  otherUser: 'own',
};
/** Nothing of anyone's. */
const everybody: Outcomes = {
  nobody: 'own',
  team: 'sees',
  otherTeam: 'own',
  reader: 'own',
  owner: 'own',
  otherUser: 'own',
};

const failure = '... on Error { code message whatToDo }';
const invalid = '... on InvalidArgument { argument expected }';
const notFound = '... on NotFound { typeName }';
const page = 'pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';

const linkFailures = `
  ${failure} ${invalid}
  ... on CredentialsRefused { regions unaskedRegions retryAt attemptsLeft } ... on AccountLockedOut { until }
  ... on LinkThrottled { until by } ... on RegionUnsupported { supported }
  ... on DexcomUnreachable { retryAt } ... on LinkTokenRefused { verdict }
  ... on LinkSuccess {
    connectionId firstReadingExpectedAt followerContact followerCount hasReadings isNew isSharingOn
    action meaning needCodes needs newestReadingAt readingCount state stateUntil whatToDo
  }`;
const linkOutcome = `
  verdict now checkAllowedAt reading { takenAt }
  connection {
    connectionId
    action firstReadingExpectedAt followerCount hasReadings isSharingOn newestReadingAt provider state
    stateSince stateUntil historicalPull { endedAt }
  }
  attempt(id: "attempt-1") { id answer { ${linkFailures} } }`;

/** How a value of a type is reached; `#` stands for the field in question. */
export const ways = {
  user: `query ($userId: ID!) { user(id: $userId) { # } }`,
  connection: `query ($userId: ID!) { user(id: $userId) { connections { # } } }`,
  device: `query ($userId: ID!) { user(id: $userId) { devices { # } } }`,
  history: `query ($userId: ID!) { user(id: $userId) { connections { historicalPulls { # } } } }`,
  poll: `query ($userId: ID!) { user(id: $userId) { connections { recentPolls { # } } } }`,
  sample: `query ($userId: ID!) { user(id: $userId) { latestSample { # } } }`,
  ...glucoseWays(),
  event: `query ($userId: ID!) { events(userId: $userId, first: 5) { edges { node { # } } } }`,
  viewer: `{ viewer { # } }`,
  team: `{ team { # } }`,
  linkPage: `{ team { linkPage { # } } }`,
  provider: `{ providers { # } }`,
  apiKey: `{ apiKeys { edges { node { # } } } }`,
  auditEntry: `query ($userId: ID!) { auditEntries(userId: $userId) { edges { node { # } } } }`,
  glucoseReads: `query ($userId: ID!) { glucoseReads(userId: $userId) { edges { node { # } } } }`,
  deletedUser: `{ deletedUsers { edges { node { # } } } }`,
  webhookEndpoint: `query ($endpointId: ID!) { webhookEndpoint(id: $endpointId) { # } }`,
  delivery: `query ($deliveryId: ID!) { delivery(id: $deliveryId) { # } }`,
  instance: '{ instance { # } }',
  consoleSession: '{ consoleSessions { edges { node { # } } } }',
  activity: `query ($endpointId: ID!) { webhookEndpoint(id: $endpointId) { activity { # } } }`,
  sentHeader: `query ($deliveryId: ID!) { delivery(id: $deliveryId) { requestHeaders { # } } }`,
  attempt: `query ($deliveryId: ID!) { delivery(id: $deliveryId) { attempts { # } } }`,
  answerHeader: `query ($deliveryId: ID!) {
    delivery(id: $deliveryId) { attempts { answerHeaders { # } } } }`,
  replay: `query ($replayId: ID!) { replay(id: $replayId) { # } }`,
} as const;

/** What is computed of a user's samples, each under its own field of the user. */
function glucoseWays() {
  const way = <Selection extends string>(selection: Selection) =>
    `query ($userId: ID!, $from: DateTime!) { user(id: $userId) { ${selection} } }` as const;
  return {
    statistics: way('glucoseStatistics(from: $from) { # }'),
    cumulative: way('glucoseStatistics(from: $from) { cumulative { # } }'),
    banded: way('glucoseStatistics(from: $from) { banded { # } }'),
    rangePercent: way(
      'glucoseStatistics(from: $from, ranges: [{ lowMgDl: 63, highMgDl: 140 }]) { ranges { # } }',
    ),
    quantiles: way('glucoseStatistics(from: $from) { quantiles { # } }'),
    atLimits: way('glucoseStatistics(from: $from) { atLimits { # } }'),
    glucoseValue: way('glucoseStatistics(from: $from) { mean { # } }'),
    sufficiency: way('glucoseStatistics(from: $from) { sufficiency { # } }'),
    gri: way('glucoseStatistics(from: $from) { gri { # } }'),
    mage: way('glucoseStatistics(from: $from) { mage { # } }'),
    profile: way('ambulatoryProfile(from: $from) { # }'),
    percentiles: way('ambulatoryProfile(from: $from) { mgDl { # } }'),
    episodes: way('glucoseEpisodes(from: $from) { # }'),
    episodeLevels: way('glucoseEpisodes(from: $from) { high { # } }'),
    episode: way('glucoseEpisodes(from: $from) { high { levelOne { # } } }'),
    day: way('glucoseDays(from: $from) { # }'),
    series: way('glucoseSeries(from: $from) { # }'),
    gap: way('glucoseGaps(from: $from, minutesMin: 1) { # }'),
    diaryEntry: way('diaryEntries(from: $from) { edges { node { # } } }'),
  } as const;
}

/** What may be seen along each way, unless the row says otherwise. */
export const wayOutcomes: Readonly<Record<keyof typeof ways, Outcomes>> = {
  user: userData,
  connection: userData,
  device: userData,
  diaryEntry: userData,
  history: userData,
  poll: userData,
  sample: userData,
  statistics: userData,
  cumulative: userData,
  banded: userData,
  rangePercent: userData,
  quantiles: userData,
  atLimits: userData,
  glucoseValue: userData,
  sufficiency: userData,
  gri: userData,
  mage: userData,
  profile: userData,
  percentiles: userData,
  episodes: userData,
  episodeLevels: userData,
  episode: userData,
  day: userData,
  series: userData,
  gap: userData,
  event: userData,
  viewer: selfOnly,
  team: teamOnly,
  linkPage: teamOnly,
  provider: everybody,
  apiKey: teamOnly,
  auditEntry: { ...teamOnly, otherTeam: 'absent' },
  glucoseReads: { ...teamOnly, otherTeam: 'absent' },
  deletedUser: { ...teamOnly, otherTeam: 'absent' },
  webhookEndpoint: teamDeed,
  delivery: teamDeed,
  instance: teamOnly,
  consoleSession: { ...teamOnly, otherTeam: 'absent' },
  activity: teamDeed,
  sentHeader: teamDeed,
  attempt: teamDeed,
  answerHeader: teamDeed,
  replay: teamDeed,
};

const rootRows: Readonly<Record<string, RootRow>> = {
  'Query.apiKeys': {
    document: `{ apiKeys { edges { cursor node { id } } ${page} } }`,
    see: teamOnly,
  },
  'Query.auditEntries': {
    document: `query ($userId: ID!) {
      auditEntries(userId: $userId) { edges { cursor node { id } } ${page} }
    }`,
    see: { ...teamOnly, otherTeam: 'absent' },
  },
  'Query.glucoseReads': {
    document: `query ($userId: ID!) {
      glucoseReads(userId: $userId) { edges { cursor node { day } } ${page} }
    }`,
    see: { ...teamOnly, otherTeam: 'absent' },
  },
  'Query.connections': {
    document: `{
      connections {
        edges {
          cursor node { id historicalPull { doneDownTo } historicalPulls { sampleCount } }
        }
        ${page}
      }
    }`,
    see: { ...teamOnly, otherTeam: 'absent' },
  },
  'Query.deletedUsers': {
    document: `{ deletedUsers { edges { cursor node { id } } ${page} } }`,
    see: { ...teamOnly, otherTeam: 'absent' },
  },
  'Query.consoleSessions': {
    document: `{ consoleSessions { edges { cursor node { id } } ${page} } }`,
    see: { ...teamOnly, otherTeam: 'absent' },
  },
  'Query.instance': { document: '{ instance { version } }', see: teamOnly },
  'Query.connectionCounts': {
    document: '{ connectionCounts { state count } }',
    see: { ...teamOnly, otherTeam: 'absent' },
  },
  'Query.userCounts': {
    document: '{ userCounts { states count } }',
    see: { ...teamOnly, otherTeam: 'absent' },
  },
  'Query.event': {
    document: 'query ($eventId: ID!) { event(id: $eventId) { id } }',
    see: userData,
  },
  'Query.events': {
    document: `query ($userId: ID!) {
      events(userId: $userId) { edges { cursor node { id } } ${page} }
    }`,
    see: userData,
  },
  'Query.node': {
    document: 'query ($userId: ID!) { node(id: $userId) { id } }',
    see: userData,
  },
  'Query.providers': { document: '{ providers { name } }', see: everybody },
  'Query.linkOutcome': {
    document: `query ($unique: String!) { linkOutcome(linkToken: $unique) { ${linkOutcome} } }`,
    see: everybody,
  },
  'Query.linkSession': {
    document: `query ($unique: String!) {
      linkSession(linkToken: $unique) {
        allowsAccountReplacement brand { accentColor logoPath name privacyUrl supportUrl } expiresAt
        followerContact locale mode now onClose onError parentOrigin providers { name } redirectUrl
        reference region retryAt verdict
      }
    }`,
    see: everybody,
  },
  'Query.team': { document: '{ team { id } }', see: teamOnly },
  'Query.user': {
    document: 'query ($clientUserId: String!) { user(clientUserId: $clientUserId) { id } }',
    see: userData,
  },
  'Query.users': {
    document: `{ users { totalCount edges { cursor node { id } } ${page} } }`,
    see: teamOnly,
  },
  'Query.webhookEndpoint': {
    document: 'query ($endpointId: ID!) { webhookEndpoint(id: $endpointId) { id } }',
    see: teamDeed,
  },
  'Query.webhookEndpoints': {
    document: `{ webhookEndpoints { edges { cursor node { id } } ${page} } }`,
    see: { ...teamOnly, otherTeam: 'absent' },
  },
  'Query.delivery': {
    document: 'query ($deliveryId: ID!) { delivery(id: $deliveryId) { id } }',
    see: teamDeed,
  },
  'Query.deliveries': {
    document: `query ($endpointId: ID!) {
      deliveries(endpointId: $endpointId) { edges { cursor node { id } } ${page} }
    }`,
    see: teamDeed,
  },
  'Query.replay': {
    document: 'query ($replayId: ID!) { replay(id: $replayId) { id } }',
    see: teamDeed,
  },
  'Query.replays': {
    document: `query ($endpointId: ID!) {
      replays(endpointId: $endpointId) { edges { cursor node { id } } ${page} }
    }`,
    see: teamDeed,
  },
  'Query.dexcomStatus': {
    document: `{
      dexcomStatus {
        region judgedAt
        logins { answer answeredCount askedCount since }
        reads { answer answeredCount askedCount since }
      }
    }`,
    see: selfOnly,
  },
  'Query.viewer': { document: '{ viewer { credential } }', see: selfOnly },

  'Mutation.createApiKey': {
    document: `mutation ($unique: String!) {
      createApiKey(name: $unique) {
        ${failure} ${invalid} ... on CreateApiKeySuccess { secret apiKey { id } }
      }
    }`,
    see: teamOnly,
  },
  'Mutation.createLinkToken': {
    document: `mutation ($userId: ID!) {
      createLinkToken(userId: $userId) {
        ${failure} ${invalid} ${notFound} ... on LinkAddressNotRegistered { argument }
        ... on CreateLinkTokenSuccess { linkToken linkId linkUrl linkUrlAdvice expiresAt }
      }
    }`,
    see: userDeed,
  },
  'Mutation.createWebhookEndpoint': {
    document: `mutation {
      createWebhookEndpoint(url: "http://127.0.0.1:9/", eventTypes: [WEBHOOK_ENDPOINT_TEST]) {
        ${failure} ${invalid} ${notFound}
        ... on WebhookUrlRefused { reason } ... on TooManyWebhookEndpoints { max }
        ... on CreateWebhookEndpointSuccess { secret endpoint { id } }
      }
    }`,
    see: teamOnly,
  },
  'Mutation.deleteWebhookEndpoint': {
    document: `mutation ($spareEndpointId: ID!) {
      deleteWebhookEndpoint(endpointId: $spareEndpointId) {
        ${failure} ${invalid} ${notFound} ... on DeleteWebhookEndpointSuccess { endpointId }
      }
    }`,
    see: teamDeed,
  },
  'Mutation.recoverDeliveries': {
    document: `mutation ($spareEndpointId: ID!, $from: DateTime!) {
      recoverDeliveries(endpointId: $spareEndpointId, since: $from) {
        ${failure} ${invalid} ${notFound} ... on TooManyWebhookReplays { max }
        ... on RecoverDeliveriesSuccess { replay { id } }
      }
    }`,
    see: teamDeed,
  },
  'Mutation.replayEvents': {
    document: `mutation ($spareEndpointId: ID!) {
      replayEvents(endpointId: $spareEndpointId) {
        ${failure} ${invalid} ${notFound} ... on ReplayEventsSuccess { replay { id } }
      }
    }`,
    see: teamDeed,
  },
  'Mutation.resendDelivery': {
    document: `mutation ($deliveryId: ID!) {
      resendDelivery(deliveryId: $deliveryId) {
        ${failure} ${invalid} ${notFound} ... on ResendDeliverySuccess { delivery { id } }
      }
    }`,
    see: teamDeed,
  },
  'Mutation.revealWebhookSecret': {
    document: `mutation ($endpointId: ID!) {
      revealWebhookSecret(endpointId: $endpointId) {
        ${failure} ${invalid} ${notFound} ... on RevealWebhookSecretSuccess { secret }
      }
    }`,
    see: teamDeed,
  },
  'Mutation.rotateWebhookSecret': {
    document: `mutation ($endpointId: ID!) {
      rotateWebhookSecret(endpointId: $endpointId) {
        ${failure} ${invalid} ${notFound}
        ... on RotateWebhookSecretSuccess { secret previousUntil }
      }
    }`,
    see: teamDeed,
  },
  'Mutation.sendTestEvent': {
    document: `mutation ($endpointId: ID!) {
      sendTestEvent(endpointId: $endpointId) {
        ${failure} ${invalid} ${notFound} ... on SendTestEventSuccess { eventId }
        ... on QuotaExceeded { quota max }
      }
    }`,
    see: teamDeed,
  },
  'Mutation.stopReplay': {
    document: `mutation ($replayId: ID!) {
      stopReplay(replayId: $replayId) {
        ${failure} ${invalid} ${notFound} ... on StopReplaySuccess { replay { id } }
      }
    }`,
    see: teamDeed,
  },
  'Mutation.updateWebhookEndpoint': {
    document: `mutation ($endpointId: ID!) {
      updateWebhookEndpoint(endpointId: $endpointId, ratePerSecond: 100) {
        ${failure} ${invalid} ${notFound} ... on UpdateWebhookEndpointSuccess { endpoint { id } }
      }
    }`,
    see: teamDeed,
  },
  'Mutation.createUser': {
    document: `mutation ($unique: String!) {
      createUser(clientUserId: $unique) {
        ${failure} ${invalid} ... on ClientUserIdTaken { existingUser { id } }
        ... on CreateUserSuccess { user { id } }
      }
    }`,
    see: teamOnly,
  },
  'Mutation.createUserToken': {
    document: `mutation ($userId: ID!) {
      createUserToken(userId: $userId) {
        ${failure} ${invalid} ${notFound}
        ... on CreateUserTokenSuccess { token expiresAt scopes }
      }
    }`,
    see: teamDeed,
  },
  'Mutation.deleteUser': {
    document: `mutation ($spareUserId: ID!) {
      deleteUser(userId: $spareUserId) {
        ${failure} ${invalid} ${notFound} ... on DeleteUserSuccess { deletedUser { id } }
      }
    }`,
    see: teamDeed,
  },
  'Mutation.exportUser': {
    document: `mutation ($userId: ID!) {
      exportUser(userId: $userId) {
        ${failure} ${invalid} ${notFound} ... on ExportUserSuccess { url expiresAt }
      }
    }`,
    see: teamDeed,
  },
  'Mutation.disconnect': {
    document: `mutation ($connectionId: ID!) {
      disconnect(connectionId: $connectionId) {
        ${failure} ${invalid} ${notFound} ... on DisconnectSuccess { connection { id } }
      }
    }`,
    see: userDeed,
  },
  'Mutation.linkPasswordProvider': {
    document: `mutation ($unique: String!) {
      linkPasswordProvider(
        linkToken: $unique, provider: DEXCOM, username: "nobody", password: "nothing"
      ) { ${linkFailures} }
    }`,
    see: { ...everybody, team: 'own' },
  },
  'Mutation.linkOAuthProvider': {
    document: `mutation ($unique: String!) {
      linkOAuthProvider(linkToken: $unique, provider: DEXCOM_V3) {
        ${failure} ${invalid} ... on LinkTokenRefused { verdict } ... on LinkThrottled { until by }
        ... on RegionUnsupported { supported } ... on ProviderNotConfigured { regions }
        ... on AppConnectionsExhausted { connectionsMax }
        ... on LinkOAuthProviderSuccess { attemptId expiresAt region startUrl }
      }
    }`,
    see: { ...everybody, team: 'own' },
  },
  'Mutation.reconnect': {
    document: `mutation ($unique: String!) {
      reconnect(linkToken: $unique, username: "nobody", password: "nothing") { ${linkFailures} }
    }`,
    see: { ...everybody, team: 'own' },
  },
  'Mutation.checkLink': {
    document: `mutation ($unique: String!) {
      checkLink(linkToken: $unique) {
        ${failure} ${invalid} ... on CheckLimited { until } ... on LinkTokenRefused { verdict }
        ... on CheckLinkSuccess { outcome { verdict } }
      }
    }`,
    see: { ...everybody, team: 'own' },
  },
  'Mutation.revokeLinkToken': {
    document: `mutation ($linkId: String!) {
      revokeLinkToken(linkId: $linkId) {
        ${failure} ${invalid} ${notFound} ... on RevokeLinkTokenSuccess { linkId }
      }
    }`,
    see: teamDeed,
  },
  'Mutation.refreshUser': {
    document: `mutation ($userId: ID!) {
      refreshUser(userId: $userId, timeoutSeconds: 1) {
        ${failure} ${invalid} ${notFound} ... on RefreshLimited { until }
        ... on RefreshUserSuccess {
          connections { connectionId createdCount polledAt reason state updatedCount }
        }
      }
    }`,
    see: userDeed,
  },
  'Mutation.revokeApiKey': {
    document: `mutation ($apiKeyId: ID!) {
      revokeApiKey(apiKeyId: $apiKeyId) {
        ${failure} ${invalid} ${notFound} ... on RevokeApiKeySuccess {
          apiKey { id }
          opened { isEnded userTokenCount linkTokenCount webhookEndpointIds apiKeys { id } }
        }
      }
    }`,
    see: teamDeed,
  },
  'Mutation.endConsoleSession': {
    document: `mutation ($consoleSessionId: ID!) {
      endConsoleSession(sessionId: $consoleSessionId) {
        ${failure} ${invalid} ${notFound} ... on EndConsoleSessionSuccess { sessionId }
      }
    }`,
    see: teamDeed,
  },
  'Mutation.revokeUserTokens': {
    document: `mutation ($spareUserId: ID!) {
      revokeUserTokens(userId: $spareUserId) {
        ${failure} ${invalid} ${notFound} ... on RevokeUserTokensSuccess { userId }
      }
    }`,
    see: teamDeed,
  },
  'Mutation.undoDeleteUser': {
    document: `mutation ($deletedUserId: ID!) {
      undoDeleteUser(userId: $deletedUserId) {
        ${failure} ${invalid} ${notFound} ... on UndoDeleteUserSuccess { user { id } }
      }
    }`,
    see: teamDeed,
  },
  'Mutation.updateTeam': {
    document: `mutation {
      updateTeam(refusesSharedAccounts: false) {
        ${failure} ${invalid} ... on UpdateTeamSuccess { team { id } }
      }
    }`,
    see: teamOnly,
  },
  'Mutation.updateUser': {
    document: `mutation ($userId: ID!) {
      updateUser(userId: $userId, timeZone: "Europe/Berlin") {
        ${failure} ${invalid} ${notFound} ... on UpdateUserSuccess { user { id } }
      }
    }`,
    see: teamDeed,
  },

  'Subscription.connectionStates': {
    document: `subscription ($userId: ID!) {
      connectionStates(userIds: [$userId]) { userId connections { id } }
    }`,
    see: userData,
  },
  'Subscription.events': {
    document: `subscription ($userId: ID!, $cursor: String!) {
      events(userId: $userId, after: $cursor) { id userId }
    }`,
    see: userData,
  },
  'Subscription.glucoseEvents': {
    document: `subscription ($userId: ID!, $cursor: String!) {
      glucoseEvents(userId: $userId, after: $cursor) { id userId }
    }`,
    see: userData,
  },
};

const fieldRows: Readonly<Record<string, FieldRow>> = {
  ...along('user', 'User', [
    'birthDate',
    'clientUserId',
    'connections',
    'createdAt',
    'glucoseGoals',
    'id',
    'latestSample',
    'timeZone',
    'updatedAt',
  ]),
  'User.samples': { via: 'user', args: '(from: $from)' },
  'User.devices': { via: 'user' },
  'User.diaryEntries': { via: 'user', args: '(from: $from)' },
  'User.ambulatoryProfile': { via: 'user', args: '(from: $from)' },
  'User.glucoseDays': { via: 'user', args: '(from: $from)' },
  'User.glucoseEpisodes': { via: 'user', args: '(from: $from)' },
  'User.glucoseGaps': { via: 'user', args: '(from: $from, minutesMin: 1)' },
  'User.glucoseSeries': { via: 'user', args: '(from: $from)' },
  'User.glucoseStatistics': { via: 'user', args: '(from: $from)' },
  ...along('connection', 'Connection', [
    'action',
    'asideCount',
    'connectedAt',
    'delayMinutes',
    'disconnectedAt',
    'followerCount',
    'id',
    'historicalPull',
    'historicalPulls',
    'isSharingOn',
    'lastPollAt',
    'lastReadingAt',
    'meaning',
    'newestReadingAt',
    'nextPollAt',
    'provider',
    'recentPolls',
    'region',
    'state',
    'stateAgesAt',
    'stateSince',
    'stateUntil',
    'user',
    'whatToDo',
  ]),
  ...along('device', 'Device', [
    'displayApp',
    'displayDevice',
    'firstSeenAt',
    'id',
    'lastUploadAt',
    'provider',
    'revision',
    'transmitterGeneration',
    'transmitterId',
  ]),
  ...along('history', 'HistoricalPull', [
    'doneDownTo',
    'endedAt',
    'from',
    'refusedAt',
    'resource',
    'sampleCount',
    'state',
    'to',
  ]),
  ...along('diaryEntry', 'DiaryEntry', [
    'bloodMgDl',
    'carbsGrams',
    'exerciseIntensity',
    'exerciseMinutes',
    'insulinType',
    'insulinUnits',
    'kind',
    'note',
    'provider',
    'receivedAt',
    'recordedAt',
    'revision',
    'sourceId',
    'takenAt',
    'utcOffsetMinutes',
  ]),
  ...along('poll', 'PollRecord', ['at', 'createdCount', 'durationMs', 'outcome', 'updatedCount']),
  ...along('sample', 'GlucoseSample', [
    'ageSeconds',
    'isLate',
    'origin',
    'provider',
    'range',
    'rateMgDlPerMinute',
    'receivedAt',
    'revision',
    'takenAt',
    'trend',
    'trendArrow',
    'utcOffsetMinutes',
    'valueMgDl',
    'valueMmolL',
  ]),
  ...along('statistics', 'GlucoseStatistics', [
    'activeMinutes',
    'activePercent',
    'atLimits',
    'banded',
    'coefficientOfVariationPercent',
    'cumulative',
    'from',
    'gmiPercent',
    'gmiWithheldReason',
    'gri',
    'hbgi',
    'jIndex',
    'lbgi',
    'mage',
    'mean',
    'median',
    'modd',
    'quantiles',
    'ranges',
    'sampleCount',
    'spanMinutes',
    'standardDeviation',
    'sufficiency',
    'timeZone',
    'to',
  ]),
  ...along('cumulative', 'CumulativeBands', [
    'above180Percent',
    'above250Percent',
    'below54Percent',
    'below70Percent',
    'from70To180Percent',
  ]),
  ...along('banded', 'BandedBands', [
    'above250Percent',
    'below54Percent',
    'from181To250Percent',
    'from54To69Percent',
    'from70To180Percent',
  ]),
  ...along('rangePercent', 'GlucoseRangePercent', [
    'abovePercent',
    'belowPercent',
    'highMgDl',
    'inPercent',
    'lowMgDl',
  ]),
  ...along('atLimits', 'ReadingsAtLimits', ['highPercent', 'isBound', 'lowPercent']),
  ...along('quantiles', 'GlucoseQuantiles', ['p25', 'p5', 'p50', 'p75', 'p95']),
  ...along('glucoseValue', 'GlucoseValue', ['mgDl', 'mmolL']),
  ...along('sufficiency', 'DataSufficiency', [
    'activePercent',
    'isSufficient',
    'periodDays',
    'shortage',
  ]),
  ...along('gri', 'GlycemiaRiskIndex', [
    'hyperglycemiaComponent',
    'hypoglycemiaComponent',
    'value',
    'zone',
  ]),
  ...along('mage', 'MeanAmplitude', ['absence', 'value', 'variant']),
  ...along('profile', 'AmbulatoryProfile', [
    'counts',
    'mgDl',
    'minutesOfDay',
    'mmolL',
    'stepMinutes',
    'timeZone',
  ]),
  ...along('percentiles', 'ProfilePercentiles', ['p25', 'p5', 'p50', 'p75', 'p95']),
  ...along('episodes', 'GlucoseEpisodes', ['high', 'low']),
  ...along('episodeLevels', 'EpisodeLevels', ['levelOne', 'levelTwo']),
  ...along('episode', 'GlucoseEpisode', [
    'endAt',
    'extreme',
    'isCutOff',
    'isExtended',
    'minutes',
    'reachesLevelTwo',
    'sampleCount',
    'startAt',
  ]),
  ...along('day', 'GlucoseDay', [
    'activePercent',
    'atLimits',
    'banded',
    'coefficientOfVariationPercent',
    'date',
    'from',
    'highest',
    'lowest',
    'mean',
    'minutes',
    'sampleCount',
    'standardDeviation',
    'to',
  ]),
  ...along('series', 'GlucoseSeries', [
    'isDownsampled',
    'sampleCount',
    'timesMs',
    'trends',
    'valuesMgDl',
    'valuesMmolL',
  ]),
  ...along('gap', 'GlucoseGap', ['from', 'minutes', 'reason', 'to']),
  ...along('event', 'Event', [
    'appendedAt',
    'cursor',
    'id',
    'payload',
    'samples',
    'type',
    'userId',
  ]),
  ...along('viewer', 'Viewer', [
    'credential',
    'expiresAt',
    'keyScopes',
    'role',
    'scopes',
    'teamName',
    'user',
  ]),
  ...along('team', 'Team', [
    'createdAt',
    'followerContact',
    'id',
    'linkPage',
    'name',
    'refusesSharedAccounts',
  ]),
  ...along('linkPage', 'LinkPage', [
    'accentColor',
    'allowsAccountReplacement',
    'brandName',
    'frameOrigins',
    'hasLogo',
    'privacyUrl',
    'redirectUrls',
    'showsFirstReading',
    'supportUrl',
  ]),
  ...along('provider', 'ProviderInfo', [
    'delayMinutes',
    'followerContact',
    'name',
    'needCodes',
    'needs',
    'provider',
    'regions',
    'signIn',
  ]),
  ...along('apiKey', 'ApiKey', [
    'addressRanges',
    'createdAt',
    'expiresAt',
    'hint',
    'id',
    'lastUsedAt',
    'name',
    'revokedAt',
    'scopes',
  ]),
  ...along('auditEntry', 'AuditEntry', [
    'action',
    'actorId',
    'actorKind',
    'actorName',
    'address',
    'at',
    'detail',
    'id',
    'subjectId',
    'subjectKind',
    'webhookUrl',
  ]),
  ...along('glucoseReads', 'GlucoseReads', ['actorId', 'actorKind', 'count', 'day']),
  ...along('webhookEndpoint', 'WebhookEndpoint', [
    'activity',
    'createdAt',
    'description',
    'disabledAt',
    'disabledReason',
    'eventTypes',
    'failingSince',
    'headerNames',
    'id',
    'isEnabled',
    'previousSecretUntil',
    'ratePerSecond',
    'slowedUntil',
    'updatedAt',
    'url',
    'userId',
  ]),
  ...along('delivery', 'WebhookDelivery', [
    'attemptCount',
    'attempts',
    'clientUserId',
    'createdAt',
    'endpointId',
    'eventAppendedAt',
    'eventId',
    'eventType',
    'id',
    'nextAttemptAt',
    'requestBody',
    'requestHeaders',
    'settledAt',
    'state',
    'userId',
  ]),
  ...along('sentHeader', 'WebhookSentHeader', ['name', 'value']),
  ...along('instance', 'Instance', [
    ...['eventRetentionDays', 'isConsoleServed', 'isGraphiqlServed', 'isSandbox', 'version'],
  ]),
  ...along('consoleSession', 'ConsoleSession', [
    ...['address', 'createdAt', 'expiresAt', 'id', 'isOwn', 'keyName', 'madeFrom', 'role'],
    'seenAt',
  ]),
  ...along('activity', 'WebhookActivity', [
    ...['attemptCount', 'cancelledCount', 'exhaustedCount', 'failedAttemptCount', 'medianMs'],
    ...['p95Ms', 'pendingCount', 'succeededCount'],
  ]),
  ...along('attempt', 'WebhookAttempt', [
    'answerHead',
    'answerHeaders',
    'at',
    'durationMs',
    'failure',
    'number',
    'status',
  ]),
  ...along('answerHeader', 'WebhookAnswerHeader', ['name', 'value']),
  ...along('replay', 'WebhookReplay', [
    'createdAt',
    'endpointId',
    'finishedAt',
    'id',
    'isCutShort',
    'kind',
    'progress',
    'stagedCount',
  ]),
  ...along('deletedUser', 'DeletedUser', ['clientUserId', 'deletedAt', 'eraseAt', 'id']),
};

function along(
  via: keyof typeof ways,
  type: string,
  names: readonly string[],
): Record<string, FieldRow> {
  return Object.fromEntries(names.map((name) => [`${type}.${name}`, { via }]));
}

const linking = ['Mutation.linkPasswordProvider', 'Mutation.reconnect'];
const anyFailure = ['Mutation.updateUser'];

const partRows: Readonly<Record<string, PartRow>> = {
  ...parts('DexcomRegionStatus', ['judgedAt', 'logins', 'reads', 'region'], ['Query.dexcomStatus']),
  ...parts(
    'DexcomService',
    ['answer', 'answeredCount', 'askedCount', 'since'],
    ['Query.dexcomStatus'],
  ),
  ...pageParts('ApiKey', 'Query.apiKeys'),
  ...pageParts('AuditEntry', 'Query.auditEntries'),
  ...pageParts('Connection', 'Query.connections'),
  ...pageParts('ConsoleSession', 'Query.consoleSessions'),
  ...pageParts('DeletedUser', 'Query.deletedUsers'),
  ...pageParts('Event', 'Query.events'),
  ...pageParts('GlucoseReads', 'Query.glucoseReads'),
  ...pageParts('User', 'Query.users'),
  ...parts('UserConnection', ['totalCount'], ['Query.users']),
  ...parts('ConnectionStates', ['connections', 'userId'], ['Subscription.connectionStates']),
  ...parts('ConnectionStateCount', ['count', 'state'], ['Query.connectionCounts']),
  ...parts('UserStatesCount', ['count', 'states'], ['Query.userCounts']),
  ...pageParts('WebhookDelivery', 'Query.deliveries'),
  ...pageParts('WebhookEndpoint', 'Query.webhookEndpoints'),
  ...pageParts('WebhookReplay', 'Query.replays'),
  ...parts('WebhookUrlRefused', ['reason'], ['Mutation.createWebhookEndpoint']),
  ...parts('TooManyWebhookEndpoints', ['max'], ['Mutation.createWebhookEndpoint']),
  ...parts('TooManyWebhookReplays', ['max'], ['Mutation.recoverDeliveries']),
  ...parts(
    'CreateWebhookEndpointSuccess',
    ['endpoint', 'secret'],
    ['Mutation.createWebhookEndpoint'],
  ),
  ...parts('DeleteWebhookEndpointSuccess', ['endpointId'], ['Mutation.deleteWebhookEndpoint']),
  ...parts('RecoverDeliveriesSuccess', ['replay'], ['Mutation.recoverDeliveries']),
  ...parts('ReplayEventsSuccess', ['replay'], ['Mutation.replayEvents']),
  ...parts('ResendDeliverySuccess', ['delivery'], ['Mutation.resendDelivery']),
  ...parts('RevealWebhookSecretSuccess', ['secret'], ['Mutation.revealWebhookSecret']),
  ...parts(
    'RotateWebhookSecretSuccess',
    ['previousUntil', 'secret'],
    ['Mutation.rotateWebhookSecret'],
  ),
  ...parts('QuotaExceeded', ['max', 'quota'], ['Mutation.sendTestEvent']),
  ...parts('SendTestEventSuccess', ['eventId'], ['Mutation.sendTestEvent']),
  ...parts('StopReplaySuccess', ['replay'], ['Mutation.stopReplay']),
  ...parts('UpdateWebhookEndpointSuccess', ['endpoint'], ['Mutation.updateWebhookEndpoint']),
  ...parts(
    'PageInfo',
    ['endCursor', 'hasNextPage', 'hasPreviousPage', 'startCursor'],
    ['Query.users'],
  ),
  ...parts('Node', ['id'], ['Query.node']),
  ...parts('Error', ['code', 'message', 'whatToDo'], anyFailure),
  ...parts('InvalidArgument', ['argument', 'expected'], anyFailure),
  ...parts('NotFound', ['typeName'], anyFailure),
  ...parts('ClientUserIdTaken', ['existingUser'], ['Mutation.createUser']),
  ...parts('CredentialsRefused', ['attemptsLeft', 'regions', 'retryAt', 'unaskedRegions'], linking),
  ...parts('DexcomUnreachable', ['retryAt'], linking),
  ...parts('LinkTokenRefused', ['verdict'], linking),
  ...parts('AccountLockedOut', ['until'], linking),
  ...parts('LinkThrottled', ['by', 'until'], linking),
  ...parts('RegionUnsupported', ['supported'], linking),
  ...parts('RefreshLimited', ['until'], ['Mutation.refreshUser']),
  ...parts('CreateApiKeySuccess', ['apiKey', 'secret'], ['Mutation.createApiKey']),
  ...parts(
    'CreateLinkTokenSuccess',
    ['expiresAt', 'linkId', 'linkToken', 'linkUrl', 'linkUrlAdvice'],
    ['Mutation.createLinkToken'],
  ),
  ...parts('LinkAddressNotRegistered', ['argument'], ['Mutation.createLinkToken']),
  ...parts('RevokeLinkTokenSuccess', ['linkId'], ['Mutation.revokeLinkToken']),
  ...parts('CheckLimited', ['until'], ['Mutation.checkLink']),
  ...parts('CheckLinkSuccess', ['outcome'], ['Mutation.checkLink']),
  ...parts('LinkAttempt', ['answer', 'id'], ['Query.linkOutcome']),
  ...parts(
    'LinkBrand',
    ['accentColor', 'logoPath', 'name', 'privacyUrl', 'supportUrl'],
    ['Query.linkSession'],
  ),
  ...parts(
    'LinkOutcome',
    ['attempt', 'checkAllowedAt', 'connection', 'now', 'reading', 'verdict'],
    ['Query.linkOutcome'],
  ),
  ...parts(
    'LinkSession',
    [
      'allowsAccountReplacement',
      'brand',
      'expiresAt',
      'followerContact',
      'locale',
      'mode',
      'now',
      'onClose',
      'onError',
      'parentOrigin',
      'providers',
      'redirectUrl',
      'reference',
      'region',
      'retryAt',
      'verdict',
    ],
    ['Query.linkSession'],
  ),
  ...parts(
    'LinkedConnection',
    [
      'action',
      'connectionId',
      'firstReadingExpectedAt',
      'followerCount',
      'hasReadings',
      'historicalPull',
      'isSharingOn',
      'newestReadingAt',
      'provider',
      'state',
      'stateSince',
      'stateUntil',
    ],
    ['Query.linkOutcome'],
  ),
  ...parts('CreateUserSuccess', ['user'], ['Mutation.createUser']),
  ...parts(
    'CreateUserTokenSuccess',
    ['expiresAt', 'scopes', 'token'],
    ['Mutation.createUserToken'],
  ),
  ...parts('DeleteUserSuccess', ['deletedUser'], ['Mutation.deleteUser']),
  ...parts('ExportUserSuccess', ['url', 'expiresAt'], ['Mutation.exportUser']),
  ...parts('DisconnectSuccess', ['connection'], ['Mutation.disconnect']),
  ...parts(
    'LinkSuccess',
    [
      'action',
      'connectionId',
      'firstReadingExpectedAt',
      'followerContact',
      'followerCount',
      'hasReadings',
      'isNew',
      'isSharingOn',
      'meaning',
      'needCodes',
      'needs',
      'newestReadingAt',
      'readingCount',
      'state',
      'stateUntil',
      'whatToDo',
    ],
    linking,
  ),
  ...parts(
    'LinkOAuthProviderSuccess',
    ['attemptId', 'expiresAt', 'region', 'startUrl'],
    ['Mutation.linkOAuthProvider'],
  ),
  ...parts('ProviderNotConfigured', ['regions'], ['Mutation.linkOAuthProvider']),
  ...parts('AppConnectionsExhausted', ['connectionsMax'], ['Mutation.linkOAuthProvider']),
  ...parts('RefreshUserSuccess', ['connections'], ['Mutation.refreshUser']),
  ...parts(
    'ConnectionRefresh',
    ['connectionId', 'createdCount', 'polledAt', 'reason', 'state', 'updatedCount'],
    ['Mutation.refreshUser'],
  ),
  ...parts(
    'OpenedByApiKey',
    ['apiKeys', 'isEnded', 'linkTokenCount', 'userTokenCount', 'webhookEndpointIds'],
    ['Mutation.revokeApiKey'],
  ),
  ...parts('RevokeApiKeySuccess', ['apiKey', 'opened'], ['Mutation.revokeApiKey']),
  ...parts('EndConsoleSessionSuccess', ['sessionId'], ['Mutation.endConsoleSession']),
  ...parts('RevokeUserTokensSuccess', ['userId'], ['Mutation.revokeUserTokens']),
  ...parts('UndoDeleteUserSuccess', ['user'], ['Mutation.undoDeleteUser']),
  ...parts('UpdateTeamSuccess', ['team'], ['Mutation.updateTeam']),
  ...parts('UpdateUserSuccess', ['user'], ['Mutation.updateUser']),
};

function parts(
  type: string,
  names: readonly string[],
  partOf: readonly string[],
): Record<string, PartRow> {
  return Object.fromEntries(names.map((name) => [`${type}.${name}`, { partOf }]));
}

function pageParts(type: string, root: string): Record<string, PartRow> {
  return {
    ...parts(`${type}Connection`, ['edges', 'pageInfo'], [root]),
    ...parts(`${type}Edge`, ['cursor', 'node'], [root]),
  };
}

/** Pages within fields of types are reached with them. */
export const nestedPages: readonly string[] = ['GlucoseSample', 'DiaryEntry'];

export const rights = { rootRows, fieldRows, partRows } as const;

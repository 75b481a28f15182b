/** Of users, samples and connections, the fields that are made of what the brief ones have. */
export const briefUserNames: ReadonlySet<string> = new Set([
  '__typename',
  'clientUserId',
  'connections',
  'id',
  'latestSample',
  'timeZone',
]);

export const briefSampleNames: ReadonlySet<string> = new Set([
  '__typename',
  'ageSeconds',
  'range',
  'rateMgDlPerMinute',
  'takenAt',
  'trend',
  'trendArrow',
  'valueMgDl',
  'valueMmolL',
]);

export const briefConnectionNames: ReadonlySet<string> = new Set([
  '__typename',
  'id',
  'meaning',
  'newestReadingAt',
  'nextPollAt',
  'lastPollAt',
  'state',
  'stateSince',
  'stateUntil',
  'whatToDo',
]);

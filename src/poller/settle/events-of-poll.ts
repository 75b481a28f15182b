import { createEvent, type EventType, type NewEvent } from '#events';
import { glucoseEventsOf } from '#glucose';
import type { PollNews } from '#poller/decide';
import { type ConnectionFacts, connectionErrorData, connectionNewsData } from '#poller/decide';
import type { Clock } from '#std/clock';

import { type DecidedPoll, dateOrNull } from './decided-poll.ts';

/** What a poll tells the log: first the state of the connection, then the samples. */
export function eventsOfPoll(clock: Clock, each: DecidedPoll): NewEvent[] {
  const { created, updated } = each.ingested;
  const { teamId, userId, clientUserId } = each.poll;
  const event = (type: EventType, data: unknown) =>
    createEvent(clock, { type, teamId, userId, clientUserId, data });
  return [
    ...each.decision.news.map((news) => event(newsTypes[news], newsData[news](factsOf(each)))),
    ...glucoseEventsOf(userId, created).map((data) => event('daily.data.glucose.created', data)),
    ...glucoseEventsOf(userId, updated).map((data) => event('daily.data.glucose.updated', data)),
  ];
}

const newsTypes: Readonly<Record<PollNews, EventType>> = {
  error: 'provider.connection.error',
  recovered: 'provider.connection.recovered',
};

const newsData: Readonly<Record<PollNews, (facts: ConnectionFacts) => object>> = {
  error: connectionErrorData,
  recovered: connectionNewsData,
};

function factsOf({ poll, decision }: DecidedPoll): ConnectionFacts {
  return {
    connectionId: poll.connectionId,
    userId: poll.userId,
    provider: poll.provider,
    state: decision.state,
    stateSince: new Date(decision.stateSinceMs),
    newestTakenAt: dateOrNull(decision.newestTakenAtMs),
  };
}

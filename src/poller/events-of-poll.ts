import { type ConnectionState, stateTexts } from '#connections';
import { createEvent, type EventType, type NewEvent } from '#events';
import { glucoseEventsOf } from '#glucose';
import type { Clock } from '#std/clock';
import type { PollNews } from './decide-poll.ts';
import type { DecidedPoll } from './settle-polls.ts';

/** What a poll tells the log: first the state of the connection, then the samples. */
export function eventsOfPoll(clock: Clock, each: DecidedPoll): NewEvent[] {
  const { created, updated } = each.ingested;
  const { teamId, userId, clientUserId } = each.poll;
  const event = (type: EventType, data: unknown) =>
    createEvent(clock, { type, teamId, userId, clientUserId, data });
  return [
    ...each.decision.news.map((news) => event(eventTypes[news], newsData(each, news))),
    ...glucoseEventsOf(userId, created).map((data) => event('daily.data.glucose.created', data)),
    ...glucoseEventsOf(userId, updated).map((data) => event('daily.data.glucose.updated', data)),
  ];
}

const eventTypes: Readonly<Record<PollNews, EventType>> = {
  error: 'provider.connection.error',
  stalled: 'provider.connection.stalled',
  recovered: 'provider.connection.recovered',
};

/** The hosted service's words for why a person has to act. */
const errorTypes: Readonly<Partial<Record<ConnectionState, string>>> = {
  NEEDS_ATTENTION: 'provider_credential_error',
  SHARING_OFF: 'required_scopes_not_granted',
  NO_FOLLOWER: 'required_scopes_not_granted',
};

function newsData({ poll, decision }: DecidedPoll, news: PollNews): object {
  const { meaning, whatToDo } = stateTexts[decision.state];
  const facts = {
    user_id: poll.userId,
    provider: 'dexcom',
    connection_id: poll.connectionId,
    state: decision.state,
    state_since: new Date(decision.stateSinceMs).toISOString(),
    newest_reading_at:
      decision.newestTakenAtMs === null ? null : new Date(decision.newestTakenAtMs).toISOString(),
    message: meaning,
  };
  if (news !== 'error') return facts;
  const errorType = errorTypes[decision.state] ?? 'unknown';
  return { ...facts, error_type: errorType, error_details: whatToDo };
}

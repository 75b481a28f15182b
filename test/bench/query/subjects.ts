import type { Child } from './children.ts';
import { cadenceMs } from './dataset.ts';
import type { LoadRequest } from './load.ts';
import type { Held, Servers } from './stage.ts';

/** A server with what is asked of it. */
export interface Subject {
  readonly name: string;
  readonly server: Child;
  readonly requests: readonly LoadRequest[];
}

export const names = {
  gateway: 'Glucose Gateway',
  rest: 'Glucose Gateway, /v2 grouped',
  postgraphile: '(1) PostGraphile 5',
  handWritten: '(2) by hand, JSON.stringify',
  passThrough: '(3) JSON from Postgres, handed on',
} as const;

const dayMs = 24 * 3_600_000;

const chartDocument = `query Chart($userId: ID!, $from: DateTime!, $to: DateTime!) {
  user(id: $userId) {
    samples(from: $from, to: $to, first: 288) {
      edges { node { takenAt valueMgDl valueMmolL trend } }
    }
  }
}`;

const seriesDocument = `query Series($userId: ID!, $from: DateTime!, $to: DateTime!) {
  user(id: $userId) {
    glucoseSeries(from: $from, to: $to) { timesMs valuesMgDl valuesMmolL trends }
  }
}`;

const statisticsDocument = `query Statistics($userId: ID!, $from: DateTime!, $to: DateTime!) {
  user(id: $userId) {
    glucoseStatistics(from: $from, to: $to, timeZone: "Europe/Berlin") {
      sampleCount activePercent activeMinutes spanMinutes
      sufficiency { periodDays activePercent isSufficient shortage }
      mean { mgDl mmolL } median { mgDl mmolL } standardDeviation { mgDl mmolL }
      coefficientOfVariationPercent gmiPercent gmiWithheldReason
      quantiles { p5 { mgDl } p25 { mgDl } p50 { mgDl } p75 { mgDl } p95 { mgDl } }
      cumulative {
        below54Percent below70Percent from70To180Percent above180Percent above250Percent
      }
      banded {
        below54Percent from54To69Percent from70To180Percent from181To250Percent above250Percent
      }
      gri { value zone hypoglycemiaComponent hyperglycemiaComponent }
      lbgi hbgi jIndex modd { mgDl }
      mage { value { mgDl } } naive: mage(variant: NAIVE) { value { mgDl } }
    }
  }
}`;

const usersDocument = `{
  users(first: 100) {
    edges {
      node {
        id clientUserId
        latestSample { takenAt valueMgDl valueMmolL trend }
        connections { state }
      }
    }
  }
}`;

const postgraphileDocument = `query ($userId: UUID!, $from: Datetime!, $to: Datetime!) {
  chart(userId: $userId, fromAt: $from, toAt: $to) {
    nodes { takenAt valueMgDl valueMmolL trend }
  }
}`;

function rangeOf({ endMs }: Held, days: number) {
  const toMs = endMs + cadenceMs;
  const from = new Date(toMs - days * dayMs).toISOString();
  return { from, to: new Date(toMs).toISOString() };
}

function graphql(held: Held, query: string, days: number): LoadRequest[] {
  return held.userIds.map((userId) => ({
    method: 'POST',
    path: '/graphql',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json, application/json',
      'x-api-key': held.apiKey,
    },
    body: JSON.stringify({ query, variables: { userId, ...rangeOf(held, days) } }),
  }));
}

function get(held: Held, path: string, days: number): LoadRequest[] {
  return held.userIds.map((userId) => ({
    method: 'GET',
    path: `${path}?${new URLSearchParams({ userId, ...rangeOf(held, days) })}`,
    headers: { 'x-api-key': held.apiKey },
    body: '',
  }));
}

/** The same day as a client of the hosted service asks for it, with more in each sample. */
function grouped(held: Held, days: number): LoadRequest[] {
  const { from, to } = rangeOf(held, days);
  return held.userIds.map((userId) => ({
    method: 'GET',
    path: `/v2/timeseries/${userId}/glucose/grouped?${new URLSearchParams({ start_date: from, end_date: to })}`,
    headers: { 'x-vital-api-key': held.apiKey },
    body: '',
  }));
}

/** The 24-hour chart, of all four, and of the gateway under `/v2`. */
export function chartSubjects(held: Held, servers: Servers): Subject[] {
  return [
    {
      name: names.gateway,
      server: servers.gateway,
      requests: graphql(held, chartDocument, 1),
    },
    {
      name: names.postgraphile,
      server: servers.postgraphile,
      requests: graphql(held, postgraphileDocument, 1),
    },
    {
      name: names.handWritten,
      server: servers.handWritten,
      requests: get(held, '/chart', 1),
    },
    {
      name: names.passThrough,
      server: servers.passThrough,
      requests: get(held, '/chart-json', 1),
    },
    { name: names.rest, server: servers.gateway, requests: grouped(held, 1) },
  ];
}

/** What else is asked: each of the gateway, and of a server that does the same by hand. */
export function otherSubjects(held: Held, servers: Servers): readonly [string, Subject[]][] {
  const pair = (path: string, document: string, days: number): Subject[] => [
    { name: names.gateway, server: servers.gateway, requests: graphql(held, document, days) },
    { name: names.handWritten, server: servers.handWritten, requests: get(held, path, days) },
  ];
  const users = pair('/users', usersDocument, 1).map((subject) => ({
    ...subject,
    requests: subject.requests.slice(0, 1).map((request) => ({
      ...request,
      body: request.body && JSON.stringify({ query: usersDocument }),
    })),
  }));
  return [
    ['the compact series of 24 hours', pair('/series', seriesDocument, 1)],
    ['the statistics of 14 days', pair('/statistics', statisticsDocument, 14)],
    ['100 users with latest sample and state', users],
  ];
}

/** The 24-hour chart over three years of history, and over thirty days. */
export function historySubjects(long: Held, short: Held, servers: Servers): Subject[] {
  return [
    {
      name: 'out of 3 years',
      server: servers.gatewayOverLong,
      requests: graphql(long, chartDocument, 1),
    },
    {
      name: 'out of 30 days',
      server: servers.gatewayOverShort,
      requests: graphql(short, chartDocument, 1),
    },
  ];
}

/** All statistics of 90 days: 25,920 samples. */
export function longStatistics(long: Held, servers: Servers): Subject {
  return {
    name: names.gateway,
    server: servers.gatewayOverLong,
    requests: graphql(long, statisticsDocument, 90),
  };
}

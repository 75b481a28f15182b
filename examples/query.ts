import { readSandbox } from './sandbox.ts';

/** Asks for the state of a user's connection and the last readings, with nothing but fetch. */
const { graphqlUrl, apiKey, userId } = readSandbox();

const query = `
  query LastReadings($userId: ID!, $from: DateTime!) {
    user(id: $userId) {
      connections { state meaning whatToDo newestReadingAt nextPollAt }
      latestSample { takenAt valueMgDl valueMmolL trendArrow }
      samples(from: $from, order: NEWEST_FIRST, first: 5) {
        edges { node { takenAt valueMgDl valueMmolL trendArrow } }
      }
    }
  }`;

const hourMs = 3_600_000;
const response = await fetch(graphqlUrl, {
  method: 'POST',
  headers: { 'content-type': 'application/json', 'x-api-key': apiKey },
  body: JSON.stringify({
    query,
    variables: { userId, from: new Date(Date.now() - 24 * hourMs).toISOString() },
  }),
});
console.log(JSON.stringify(await response.json(), null, 2));

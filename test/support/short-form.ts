/**
 * The journeys of `npm run test:journeys` have a short form among the other tests, without a network:
 * a page with a live chart, receivers in Node and in Python, two nodes behind nginx, and a program
 * written for the hosted service's client. Together they may take a minute on a machine that has
 * nothing else to do; on one that has, twelve times as much, and none of them may take longer.
 */
const secondsOf = { page: 10, nodeReceiver: 10, pythonReceiver: 10, twoNodes: 25, program: 5 };

const busyFactor = 12;

/** The timeout of a test that is the short form of a journey, in milliseconds. */
export function shortForm(journey: keyof typeof secondsOf): number {
  return secondsOf[journey] * busyFactor * 1_000;
}

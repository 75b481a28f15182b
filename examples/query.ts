import { glucoseText, trendArrow } from 'glucose-gateway-client';
import { createBackend, Samples, User } from 'glucose-gateway-client/server';
import { readSandbox } from './sandbox.ts';

/** Asks for the state of a user's connection and the readings of the last hour. */
const { graphqlUrl, apiKey, userId } = readSandbox();
const gateway = createBackend({ url: graphqlUrl, apiKey });

const { user } = await gateway.ask(User, { id: userId });
for (const { state, meaning, whatToDo } of user?.connections ?? []) {
  // Of what is well there is nothing to do, and nothing to say.
  console.log(`${state}: ${meaning}${whatToDo === 'Nothing.' ? '' : ` ${whatToDo}`}`);
}

const hourMs = 3_600_000;
const from = new Date(Date.now() - hourMs).toISOString();
for await (const { takenAt, valueMgDl, trend } of gateway.each(Samples, { userId, from })) {
  console.log(`${takenAt}  ${glucoseText(valueMgDl, 'mg/dL')} mg/dL  ${trendArrow(trend)}`);
}

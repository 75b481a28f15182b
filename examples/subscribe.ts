import { glucoseText, trendArrow } from 'glucose-gateway-client';
import { createBackend } from 'glucose-gateway-client/server';
import { readSandbox } from './sandbox.ts';

/**
 * Watches a user's glucose over WebSocket. However often the connection is lost, nothing is missed
 * and nothing comes twice; a cursor as the argument goes on from where another run ended.
 */
const { graphqlUrl, apiKey, userId } = readSandbox();
const gateway = createBackend({ url: graphqlUrl, apiKey });

console.log('waiting for the next reading; Ctrl-C ends');
gateway.watchGlucose(userId, {
  after: process.argv[3] ?? null,
  onEvent({ samples }) {
    for (const { takenAt, valueMgDl, trend } of samples ?? []) {
      const values = `${glucoseText(valueMgDl, 'mg/dL')} mg/dL  ${glucoseText(valueMgDl, 'mmol/L')} mmol/L`;
      console.log(`${takenAt}  ${values}  ${trendArrow(trend)}`);
    }
  },
  onState(state) {
    if (state.name === 'behind') console.error('the connection is lost; what is missed will come');
    if (state.name === 'ended' && state.error) throw state.error;
  },
});

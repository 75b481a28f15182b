import type { SandboxFacts } from './sandbox-facts.ts';

/** What is printed after the start: all addresses, and commands that work as printed. */
export function bannerOf(facts: SandboxFacts, dataDirectory: string): string {
  const { graphqlUrl, subscriptionsUrl, apiKey, userId, simulatorUrl, account } = facts;
  return `
Glucose Gateway: the sandbox is running. Ctrl-C stops it; its data stays in ${dataDirectory}.

  GraphQL        ${graphqlUrl}   (open it in a browser for GraphiQL)
  subscriptions  ${subscriptionsUrl}
  API key        ${apiKey}
  user           ${userId}
  simulator      ${simulatorUrl}   (plays Dexcom Share)
  account        ${account.username} / ${account.password} / ${account.region}

In another terminal, in this folder:

  npm run -s example query       the last readings, and the state of the connection
  npm run -s example subscribe   each reading as it arrives; resumes without a gap
  npm run -s example webhooks    a receiver that verifies each signature
  npm run -s example urql        what urql shows, and each reading as it arrives
  npm run -s example apollo      the same with Apollo Client

or with curl:

  curl -s ${graphqlUrl} -H 'x-api-key: ${apiKey}' -H 'content-type: application/json' \\
    -d '{"query":"{ user(id: \\"${userId}\\") { latestSample { takenAt valueMgDl valueMmolL trendArrow } } }"}'
`;
}

import type { SandboxPerson } from './people.ts';
import type { SandboxFacts } from './sandbox-facts.ts';

/** What is printed after the start: all addresses, and commands that work as printed. */
export function bannerOf(
  facts: SandboxFacts,
  dataDirectory: string,
  movedFrom: number | null,
): string {
  const { graphqlUrl, subscriptionsUrl, apiKey, userId, simulatorUrl, linkUrl, unlinked } = facts;
  const { simulatorAdminUrl } = facts;
  return `
Glucose Gateway: the sandbox is running. Ctrl-C stops it; its data stays in ${dataDirectory}.
${movedFrom === null ? '' : `\n  Another program has port ${movedFrom}, so the gateway has moved to ${new URL(graphqlUrl).port}.\n`}
  console        ${new URL('console', graphqlUrl)}   (one click signs in)
  GraphQL        ${graphqlUrl}   (open it in a browser for GraphiQL; pages on localhost may call it)
  subscriptions  ${subscriptionsUrl}
  API key        ${apiKey}
  user           ${userId}
  simulator      ${simulatorUrl}   (plays Dexcom Share; orders: ${simulatorAdminUrl})
  link somebody  ${linkUrl}
                 as ${unlinked.username} / ${unlinked.password}, within the hour

The people in it:

${facts.people.map(lineOf).join('\n')}

In another terminal, in this folder:

  npm run -s example query       the last readings, and the state of the connection
  npm run -s example subscribe   each reading as it arrives; resumes without a gap
  npm run -s example webhooks    a receiver that verifies each signature
  npm run -s example urql        what urql shows, and each reading as it arrives
  npm run -s example apollo      the same with Apollo Client

  npm run -s simulate -- low     has something happen to ${facts.account.username}: also high, meal, update, stall, error,
                                 alone, refuse, lockout, busy, clock, receiver, outage, restart,
                                 recover; --person NAME for somebody else

or with curl:

  curl -s ${graphqlUrl} -H 'x-api-key: ${apiKey}' -H 'content-type: application/json' \\
    -d '{"query":"{ user(id: \\"${userId}\\") { latestSample { takenAt valueMgDl valueMmolL trendArrow } } }"}'
`;
}

function lineOf({ username, password, region, shows }: SandboxPerson): string {
  return `  ${`${username} / ${password}`.padEnd(24)} ${region.padEnd(5)} ${shows}`;
}

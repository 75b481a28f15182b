import type { Region } from '#src/simulator/people/region.ts';
import type { HostileNode, Stage } from './stage.ts';

/** A user of a team, and how the team asks for them. */
export interface ApiUser {
  readonly apiKey: string;
  readonly userId: string;
  /** Where the wearer's requests come from. */
  readonly address: string;
}

export interface LinkWish {
  readonly user: ApiUser;
  readonly name: string;
  readonly password: string;
  readonly region: Region;
  readonly mode: 'link' | 'reconnect';
}

/** Longer than the gateway may take, in real time. */
const requestMsMax = 40_000;

export async function addUsers(
  { nodes, apiKeys }: Stage,
  seed: number,
  perTeam: number,
): Promise<readonly ApiUser[]> {
  const wanted = Array.from({ length: perTeam }).flatMap((_, number) =>
    apiKeys.map((apiKey, team) => ({
      apiKey,
      clientUserId: `${seed}-${team}-${number}`,
      address: `10.${team}.${seed % 250}.${number + 1}`,
    })),
  );
  const users: ApiUser[] = [];
  for (const { apiKey, clientUserId, address } of wanted) {
    const document = `mutation ($id: String!) {
      createUser(clientUserId: $id) { ... on CreateUserSuccess { user { id } } }
    }`;
    const caller = { apiKey, address };
    const { createUser } = await ask<{ createUser: { user: { id: string } } }>(
      nodes[0],
      document,
      { id: clientUserId },
      caller,
    );
    users.push({ apiKey, address, userId: createUser.user.id });
  }
  return users;
}

/** Links or reconnects with a token of its own; returns what the answer is called. */
export function linkOnce(node: HostileNode, wish: LinkWish): Promise<string> {
  return named(wish.mode, async () => {
    const { user, name: username, password, region } = wish;
    const { createLinkToken } = await ask<{ createLinkToken: { linkToken: string } }>(
      node,
      `mutation ($id: ID!) {
        createLinkToken(userId: $id) { ... on CreateLinkTokenSuccess { linkToken } }
      }`,
      { id: user.userId },
      user,
    );
    const token = createLinkToken.linkToken;
    const answer = await ask<{ linked: { __typename: string } }>(
      node,
      linkDocuments[wish.mode],
      { token, username, password, region },
      { address: user.address },
    );
    return answer.linked.__typename;
  });
}

const linkDocuments = {
  link: `mutation ($token: String!, $username: String!, $password: String!, $region: String) {
    linked: linkPasswordProvider(linkToken: $token, provider: DEXCOM, username: $username,
      password: $password, region: $region) { __typename }
  }`,
  reconnect: `mutation ($token: String!, $username: String!, $password: String!, $region: String) {
    linked: reconnect(linkToken: $token, username: $username, password: $password,
      region: $region) { __typename }
  }`,
} as const;

/** Refreshes; returns what became of the connection. */
export function refreshOnce(node: HostileNode, user: ApiUser): Promise<string> {
  return named('refresh', async () => {
    const { refreshUser } = await ask<{
      refreshUser: { __typename: string; connections?: { state: string; reason: string | null }[] };
    }>(
      node,
      `mutation ($id: ID!) {
        refreshUser(userId: $id, timeoutSeconds: 10) {
          __typename ... on RefreshUserSuccess { connections { state reason } }
        }
      }`,
      { id: user.userId },
      user,
    );
    const [connection] = refreshUser.connections ?? [];
    return connection ? (connection.reason ?? connection.state) : refreshUser.__typename;
  });
}

/** A node that is dead, dies while it answers or has lost Postgres gives no answer. */
async function named(deed: string, work: () => Promise<string>): Promise<string> {
  try {
    return `${deed}: ${await work()}`;
  } catch {
    return `${deed}: no answer`;
  }
}

async function ask<Data>(
  node: HostileNode,
  query: string,
  variables: object,
  { apiKey, address }: { readonly apiKey?: string; readonly address: string },
): Promise<Data> {
  const url = node.url();
  if (url === null) throw new Error('the node is dead');
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-forwarded-for': address,
      ...(apiKey === undefined ? {} : { 'x-api-key': apiKey }),
    },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(requestMsMax),
  });
  const answer = (await response.json()) as { data?: Data; errors?: unknown };
  if (!answer.data || answer.errors) throw new Error(JSON.stringify(answer.errors));
  return answer.data;
}

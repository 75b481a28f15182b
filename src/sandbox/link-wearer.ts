import type { SandboxFacts } from './sandbox-facts.ts';

/** Finds or creates a user, that of the simulated wearer unless told. Returns the global id. */
export async function ensureUser(
  url: string,
  apiKey: string,
  clientUserId: string = wearersClientUserId,
): Promise<string> {
  const found = await askGateway<{ user: { id: string } | null }>(
    url,
    apiKey,
    'query Find($clientUserId: String!) { user(clientUserId: $clientUserId) { id } }',
    { clientUserId },
  );
  if (found.user) return found.user.id;
  const created = await askGateway<{ createUser: { user: { id: string } } }>(
    url,
    apiKey,
    `mutation Create($clientUserId: String!) {
      createUser(clientUserId: $clientUserId) { ... on CreateUserSuccess { user { id } } }
    }`,
    { clientUserId },
  );
  return created.createUser.user.id;
}

/** The team's own id of the wearer. */
export const wearersClientUserId = 'sandbox-wearer';

interface Linked {
  readonly __typename: string;
  readonly message?: string;
}

/** Links the account as a person would: a link token first, then user name and password. */
export async function linkWearer(
  url: string,
  apiKey: string,
  userId: string,
  account: SandboxFacts['account'],
): Promise<void> {
  const { linkToken } = await createLink(url, apiKey, userId);
  const { linkPasswordProvider: linked } = await askGateway<{ linkPasswordProvider: Linked }>(
    url,
    null,
    `mutation Link($token: String!, $username: String!, $password: String!, $region: String) {
      linkPasswordProvider(
        linkToken: $token, provider: DEXCOM, username: $username, password: $password,
        region: $region
      ) { __typename ... on Error { message } }
    }`,
    { token: linkToken, ...account },
  );
  if (linked.__typename !== 'LinkSuccess') {
    throw new Error(`the simulated wearer could not be linked: ${linked.message}`);
  }
}

interface CreatedLink {
  readonly linkToken: string;
  readonly linkUrl: string;
}

/** A link token, and the page that takes it. */
export async function createLink(
  url: string,
  apiKey: string,
  userId: string,
): Promise<CreatedLink> {
  const { createLinkToken } = await askGateway<{ createLinkToken: CreatedLink }>(
    url,
    apiKey,
    `mutation Token($userId: ID!) {
      createLinkToken(userId: $userId) { ... on CreateLinkTokenSuccess { linkToken linkUrl } }
    }`,
    { userId },
  );
  return createLinkToken;
}

interface Watched {
  readonly user: {
    readonly connections: readonly { readonly provider: string }[];
    readonly latestSample: { readonly takenAt: string } | null;
  };
}

export interface WearerState {
  readonly isConnected: boolean;
  /** Whether by consent, beside their password. */
  readonly hasConsented: boolean;
  /** Null before the first sample. */
  readonly newestTakenAt: Date | null;
}

export async function readWearerState(
  url: string,
  apiKey: string,
  userId: string,
): Promise<WearerState> {
  const { user } = await askGateway<Watched>(
    url,
    apiKey,
    `query Wearer($userId: ID!) {
      user(id: $userId) { connections { provider } latestSample { takenAt } }
    }`,
    { userId },
  );
  return {
    isConnected: user.connections.length > 0,
    hasConsented: user.connections.some(({ provider }) => provider === 'DEXCOM_V3'),
    newestTakenAt: user.latestSample ? new Date(user.latestSample.takenAt) : null,
  };
}

/** Asks the sandbox's own gateway over HTTP, as any client does. */
export async function askGateway<Data>(
  url: string,
  apiKey: string | null,
  query: string,
  variables: Record<string, unknown>,
): Promise<Data> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(apiKey === null ? {} : { 'x-api-key': apiKey }),
    },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(answerMsMax),
  }).catch((cause) => {
    throw new Error('the gateway does not answer: try again when it has started', { cause });
  });
  const answer = (await response.json()) as { data?: Data; errors?: { message: string }[] };
  if (!answer.data || answer.errors) {
    const reasons = answer.errors?.map(({ message }) => message).join(' ');
    throw new Error(`the gateway answered ${response.status}: ${reasons ?? 'no data'}`);
  }
  return answer.data;
}

const answerMsMax = 30_000;

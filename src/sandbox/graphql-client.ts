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
  });
  const answer = (await response.json()) as { data?: Data; errors?: { message: string }[] };
  if (!answer.data || answer.errors) {
    const reasons = answer.errors?.map(({ message }) => message).join(' ');
    throw new Error(`the gateway answered ${response.status}: ${reasons ?? 'no data'}`);
  }
  return answer.data;
}

const answerMsMax = 30_000;

import type { Answer } from '#web/link/api/answers.ts';
import type { Api, SignInRequest } from '#web/link/api/api.ts';
import { pause } from '#web/shared/platform.ts';
import type { RefusalKind } from './failures.ts';

/** How a login ended, as far as the page could find out. */
export type SignInEnd =
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'not-answered'; readonly refusal: RefusalKind; readonly waitMs: number };

export interface Login extends SignInRequest {
  readonly api: Api;
  /** Called when the answer was lost and is looked up from now on. */
  readonly onLost: () => void;
}

/** How long an answer that was lost is looked up, and how often. */
const lookupMsMax = 90_000;
const lookupEveryMs = 2_500;
/** An attempt that the gateway has not heard of by then has not arrived. */
const unheardOfAfterMs = 10_000;

/**
 * Sends a login, once. When its answer is lost, the gateway is asked what became of this very
 * attempt; the login itself is never sent again.
 */
export async function signIn({ api, onLost, ...request }: Login): Promise<SignInEnd> {
  const reply = await api.signIn(request);
  switch (reply.kind) {
    case 'answered':
      return { kind: 'answered', answer: reply.data };
    case 'offline':
      return notAnswered('offline');
    case 'limited':
      return notAnswered('limited', reply.waitMs);
    case 'lost':
    case 'broken':
      onLost();
      return lookUp(api, request.attemptId, reply.kind === 'lost' ? 'lost' : 'fault');
  }
}

/** Asks what became of an attempt until it is known, or nobody has answered for long. */
export async function lookUp(
  api: Api,
  attemptId: string,
  unheardOf: RefusalKind,
): Promise<SignInEnd> {
  for (let waitedMs = 0; waitedMs < lookupMsMax; waitedMs += lookupEveryMs) {
    const reply = await api.attempt(attemptId);
    if (reply.kind === 'answered') {
      const answer = reply.data;
      if (answer === null && waitedMs >= unheardOfAfterMs) return notAnswered(unheardOf);
      const isOver = answer !== null && answer.__typename !== 'LinkAttemptUnsettled';
      if (isOver) return { kind: 'answered', answer };
    }
    await pause(lookupEveryMs);
  }
  return notAnswered('unsettled');
}

function notAnswered(refusal: RefusalKind, waitMs = 0): SignInEnd {
  return { kind: 'not-answered', refusal, waitMs };
}

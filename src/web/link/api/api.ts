import type { Fields } from '#web/link/flow/fields.ts';
import type { Region } from '#web/link/flow/steps.ts';
import type { ServerClock } from '#web/shared/server-clock.ts';
import type {
  Answer,
  CheckAnswer,
  EarlierAnswer,
  Outcome,
  Session,
  SetOutAnswer,
} from './answers.ts';
import { ask, type Reply } from './ask.ts';
import {
  CheckLink,
  type CheckLinkMutation,
  Link,
  LinkAttempt,
  type LinkAttemptQuery,
  type LinkMutation,
  LinkOutcome,
  type LinkOutcomeQuery,
  LinkSession,
  type LinkSessionQuery,
  Reconnect,
  type ReconnectMutation,
  SetOut,
  type SetOutMutation,
} from './generated/operations.ts';

/** What the page asks of the gateway; each is sent once. */
export interface Api {
  session(): Promise<Reply<Session>>;
  signIn(request: SignInRequest): Promise<Reply<Answer>>;
  /** Asks for the way to Dexcom's own page. */
  setOut(request: SetOutRequest): Promise<Reply<SetOutAnswer>>;
  outcome(): Promise<Reply<Outcome>>;
  attempt(attemptId: string): Promise<Reply<EarlierAnswer>>;
  check(): Promise<Reply<CheckAnswer>>;
}

export interface SignInRequest {
  readonly fields: Fields;
  readonly region: Region;
  readonly mode: 'CONNECT' | 'RECONNECT';
  readonly replacesAccount: boolean;
  readonly attemptId: string;
}

export type SetOutRequest = Pick<SignInRequest, 'region' | 'replacesAccount' | 'attemptId'>;

/** Longer than the gateway's own deadline, so that its answer comes first. */
const loginTimeoutMs = 45_000;
const checkTimeoutMs = 40_000;
const questionTimeoutMs = 15_000;

export function createApi(linkToken: string, clock: ServerClock): Api {
  function send<Data>(document: string, variables: object, timeoutMs = questionTimeoutMs) {
    return ask<Data>(document, { linkToken, ...variables }, { linkToken, timeoutMs });
  }

  /** Takes the gateway's time from what it says, and the one field that was asked for. */
  async function timed<Data, Part extends { readonly now: string }>(
    sent: Promise<Reply<Data>>,
    partOf: (data: Data) => Part,
  ): Promise<Reply<Part>> {
    const reply = mapped(await sent, partOf);
    if (reply.kind === 'answered') clock.learn(reply.data.now);
    return reply;
  }

  return {
    session: () => timed(send<LinkSessionQuery>(LinkSession, {}), ({ linkSession }) => linkSession),
    outcome: () => timed(send<LinkOutcomeQuery>(LinkOutcome, {}), ({ linkOutcome }) => linkOutcome),
    async attempt(attemptId) {
      const sent = send<LinkAttemptQuery>(LinkAttempt, { attemptId });
      const reply = await timed(sent, ({ linkOutcome }) => linkOutcome);
      return mapped(reply, ({ attempt }) => attempt.answer);
    },
    async signIn({ fields, region, mode, replacesAccount, attemptId }) {
      const variables = { ...fields, region, attemptId, replacesAccount };
      if (mode === 'RECONNECT') {
        const sent = await send<ReconnectMutation>(Reconnect, variables, loginTimeoutMs);
        return mapped(sent, ({ reconnect }) => reconnect);
      }
      const sent = await send<LinkMutation>(Link, variables, loginTimeoutMs);
      return mapped<LinkMutation, Answer>(sent, ({ linkPasswordProvider }) => linkPasswordProvider);
    },
    async setOut(request) {
      const sent = await send<SetOutMutation>(SetOut, request);
      return mapped(sent, ({ linkOAuthProvider }) => linkOAuthProvider);
    },
    async check() {
      const sent = await send<CheckLinkMutation>(CheckLink, {}, checkTimeoutMs);
      const reply = mapped(sent, ({ checkLink }) => checkLink);
      if (reply.kind === 'answered' && reply.data.__typename === 'CheckLinkSuccess') {
        clock.learn(reply.data.outcome.now);
      }
      return reply;
    },
  };
}

function mapped<Data, Part>(reply: Reply<Data>, partOf: (data: Data) => Part): Reply<Part> {
  return reply.kind === 'answered' ? { kind: 'answered', data: partOf(reply.data) } : reply;
}

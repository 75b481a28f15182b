import { GatewayError } from 'glucose-gateway-client';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { gateway, isAnswering } from '#web/console/live/gateway.ts';
import { holes, isWatching } from '#web/console/live/tail.ts';
import { isOfGateway } from '#web/console/rules/absence.ts';
import { askSession, sessionState } from '#web/console/session/session.ts';
import { useStore } from '#web/console/store.ts';
import { every } from '#web/shared/platform.ts';
import { KeptAnswers } from './kept-answers.ts';
import type { Operation } from './operation.ts';

/** What a screen knows of an answer. */
export interface Asked<Result> {
  /** The newest answer to this very question; null while there is none. */
  readonly data: Result | null;
  /** Why the last try failed; null when it did not. */
  readonly error: GatewayError | null;
  readonly isLoading: boolean;
  /** When `data` came, by the gateway's clock; null where it has not. */
  readonly cameAtMs: number | null;
  reload(): void;
}

export interface AskOptions {
  /** Asked again each time that so many milliseconds have passed. */
  readonly everyMs?: number | undefined;
  readonly isSkipped?: boolean;
  /** A variable that only moves on with time: what was answered before it moved is shown until then. */
  readonly timeVariable?: string;
}

const kept = new KeptAnswers(60);
/** Where the log may not be watched, what is shown is asked again so often. */
const unwatchedMs = 20_000;

export function forgetAnswers(): void {
  kept.clear();
}

/**
 * Asks while a screen shows it: at once what is known already, then what the gateway says now. Asks
 * again when the log may have told of something that nobody heard.
 */
export function useAsk<Result, Variables extends object>(
  operation: Operation<Result, Variables>,
  variables: Variables,
  { everyMs, isSkipped = false, timeVariable }: AskOptions = {},
): Asked<Result> {
  const asked = JSON.stringify(variables);
  const isLasting = (name: string) => name !== timeVariable;
  const key =
    operation + JSON.stringify(variables, (name, value) => (isLasting(name) ? value : undefined));
  const [, draw] = useState(0);
  const failure = useRef<{ key: string; error: GatewayError } | null>(null);
  const counts = useRef({ sent: 0, taken: 0, left: 0 });
  const hole = useStore(holes);
  const isLive = useStore(isWatching);
  const periodMs = everyMs ?? (isLive ? undefined : unwatchedMs);

  async function load(): Promise<void> {
    counts.current.sent += 1;
    const { sent } = counts.current;
    const result = await answerTo(operation, variables);
    // The newest that came is shown, however many more are on their way.
    if (sent < counts.current.taken) return;
    counts.current.taken = sent;
    if (result.data !== null) kept.keep(key, { data: result.data, cameAtMs: gateway.nowMs() });
    if (sent <= counts.current.left) return;
    failure.current = result.error && { key, error: result.error };
    draw((count) => count + 1);
  }

  useLayoutEffect(() => kept.show(key), [key]);
  useEffect(() => {
    if (isSkipped) return;
    void load();
    return () => {
      counts.current.left = counts.current.sent;
    };
  }, [key, asked, hole, isSkipped]);
  useEffect(() => {
    if (periodMs === undefined || isSkipped) return;
    return every(periodMs, () => {
      if (!document.hidden) void load();
    });
  }, [key, asked, periodMs, isSkipped]);

  const known = kept.get(key);
  const error = failure.current?.key === key ? failure.current.error : null;
  return {
    data: (known?.data as Result | undefined) ?? null,
    error,
    isLoading: !known && !error && !isSkipped,
    cameAtMs: known?.cameAtMs ?? null,
    reload: () => void load(),
  };
}

async function answerTo<Result, Variables extends object>(
  operation: Operation<Result, Variables>,
  variables: Variables,
): Promise<{ readonly data: Result | null; readonly error: GatewayError | null }> {
  try {
    return { data: await askNow(operation, variables), error: null };
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return { data: null, error };
  }
}

/** Asks once. A session that has ended is found out here, and the sign-in screen says so. */
export async function askNow<Result, Variables extends object>(
  operation: Operation<Result, Variables>,
  variables: Variables,
): Promise<Result> {
  // What stands behind the sign-in screen waits for a session, and asks nothing.
  if (sessionState.get().name === 'signed-out') {
    throw new GatewayError('Nobody is signed in.', { code: 'UNAUTHENTICATED' });
  }
  try {
    const result = (await gateway.ask<Result, object>(operation as never, variables)) as Result;
    isAnswering.set(true);
    return result;
  } catch (error) {
    if (error instanceof GatewayError) {
      isAnswering.set(isOfGateway(error));
      if (error.code === 'UNAUTHENTICATED') void askSession();
    }
    throw error;
  }
}

import type { Region } from '#providers/provider';
import type { Clock } from '#std/clock';
import type { Answer } from './answer.ts';
import { callPaths, type ShareCall } from './calls.ts';
import { DexcomShareError } from './dexcom-share-error.ts';
import type { Failure } from './failure.ts';
import type { Transport } from './transport.ts';
import { findVerdict, type Verdict, verdictOn, verdictOnSilence } from './verdict.ts';

/** Asks Dexcom one question with one request. */
export interface Caller {
  /** Resolves to the value in the answer; rejects with DexcomShareError or the signal's reason. */
  ask<T>(question: Question<T>): Promise<T>;
}

export interface Question<T> {
  readonly region: Region;
  readonly call: ShareCall;
  readonly query?: string;
  readonly json?: string;
  readonly isAnswerLarge?: boolean;
  readonly signal: AbortSignal | undefined;
  /** What an answer without an error is worth. */
  readonly accept: (answer: Answer) => Result<T>;
}

export type Result<T> =
  | { readonly outcome: 'answered'; readonly value: T }
  | { readonly outcome: Failure; readonly verdict: Verdict };

export function answered<T>(value: T): Result<T> {
  return { outcome: 'answered', value };
}

/** The answer is not what the call promises. */
export function unaccepted<T>(...args: Parameters<typeof verdictOn>): Result<T> {
  return failed(verdictOn(...args));
}

function failed<T>(verdict: Verdict): Result<T> {
  return { outcome: verdict.failure, verdict };
}

/** One request, for metrics: free of anything that tells whose it was. */
export interface ShareRequest {
  readonly region: Region;
  readonly call: ShareCall;
  readonly outcome: RequestOutcome;
  readonly durationMs: number;
}

export const requestOutcomes = [
  'answered',
  'aborted',
  'refused',
  'locked-out',
  'session-ended',
  'throttled',
  'unavailable',
  'unreadable',
  'rejected',
] as const satisfies readonly ('answered' | 'aborted' | Failure)[];
export type RequestOutcome = (typeof requestOutcomes)[number];

/** What a call with nothing to say in its body sends, so that Content-Length is there. */
const emptyJson = '{}';

export function createCaller(
  transport: Transport,
  clock: Clock,
  onRequest: ((request: ShareRequest) => void) | undefined,
): Caller {
  async function exchange<T>(question: Question<T>): Promise<Result<T>> {
    const { region, call, query = '', json = emptyJson, isAnswerLarge = false, signal } = question;
    const path = callPaths[call] + query;
    const answer = await transport.post(region, { path, json, isAnswerLarge, signal });
    if ('silence' in answer) {
      return failed(verdictOnSilence('unavailable', answer.silence, answer.networkCode));
    }
    const verdict = findVerdict(answer, call);
    return verdict ? failed(verdict) : question.accept(answer);
  }

  return {
    async ask(question) {
      const { region, call } = question;
      const startedMs = clock.monotonicMs();
      let outcome: RequestOutcome = 'aborted';
      try {
        const result = await exchange(question);
        outcome = result.outcome;
        if ('value' in result) return result.value;
        throw new DexcomShareError(region, call, result.verdict);
      } finally {
        onRequest?.({ region, call, outcome, durationMs: clock.monotonicMs() - startedMs });
      }
    },
  };
}

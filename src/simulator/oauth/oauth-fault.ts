import type { AccountRecord } from '#simulator/people';
import type { OAuthCallKind } from './oauth-calls.ts';
import type { Realm } from './realm.ts';

/** What may be done to a call in place of, or on the way to, its true answer. */
export type OAuthEffect =
  /** 429; `retryAfterSeconds` absent: without Retry-After. */
  | { readonly kind: 'throttle'; readonly retryAfterSeconds?: number | undefined }
  /** An HTML page of a front end. */
  | { readonly kind: 'gateway-error'; readonly status: number }
  /** A status without a body, as of errors about data. */
  | { readonly kind: 'status'; readonly status: number }
  /** An error of the token endpoint. */
  | { readonly kind: 'error'; readonly error: string; readonly status?: number | undefined }
  /** All is done as asked, and the answer is lost: a refresh token is spent for nothing. */
  | { readonly kind: 'lost-answer' }
  /** The true answer, cut in the middle. */
  | { readonly kind: 'truncated' }
  /** The true answer with malformed records among the others. */
  | { readonly kind: 'malformed-records' }
  /** No answer; after `forMs`, when given, the connection is closed. */
  | { readonly kind: 'hang'; readonly forMs?: number | undefined }
  /** The connection is reset, and nothing was done. */
  | { readonly kind: 'reset' }
  /** The true answer, this much later. */
  | { readonly kind: 'latency'; readonly delayMs: number };

/** `data` stands for all kinds of data; `code` and `refresh` are the two requests for tokens. */
export type OAuthCallGroup = OAuthCallKind | 'data' | 'code' | 'refresh';

export interface OAuthFaultRule {
  readonly effect: OAuthEffect;
  readonly account?: AccountRecord;
  readonly realm?: Realm;
  /** Absent: all. */
  readonly calls?: readonly OAuthCallGroup[];
  /** Strikes this many times, then it is gone. */
  readonly count?: number;
  readonly fromMs?: number;
  /** Gone from this instant on. */
  readonly untilMs?: number;
}

export interface FaultedCall {
  readonly realm: Realm;
  readonly account: AccountRecord | null;
  readonly groups: readonly OAuthCallGroup[];
  readonly nowMs: number;
}

export interface OAuthFaults {
  add(rule: OAuthFaultRule): void;
  clear(): void;
  /** The first effect that applies, and the latency beside it. */
  claim(call: FaultedCall): { readonly effect: OAuthEffect | null; readonly delayMs: number };
}

interface StandingFault {
  readonly rule: OAuthFaultRule;
  struck: number;
}

export function createOAuthFaults(): OAuthFaults {
  const standing = new Set<StandingFault>();
  return {
    add(rule) {
      standing.add({ rule, struck: 0 });
    },
    clear: () => standing.clear(),
    claim(call) {
      let effect: OAuthEffect | null = null;
      let delayMs = 0;
      for (const fault of standing) {
        if (!isMatch(fault.rule, call)) continue;
        const { effect: next } = fault.rule;
        if (next.kind === 'latency') delayMs += next.delayMs;
        else if (effect) continue;
        else effect = next;
        fault.struck++;
        if (fault.struck >= (fault.rule.count ?? Infinity)) standing.delete(fault);
      }
      return { effect, delayMs };
    },
  };
}

function isMatch(rule: OAuthFaultRule, { realm, account, groups, nowMs }: FaultedCall): boolean {
  if (nowMs < (rule.fromMs ?? -Infinity) || nowMs >= (rule.untilMs ?? Infinity)) return false;
  if (rule.account !== undefined && rule.account !== account) return false;
  if (rule.realm !== undefined && rule.realm !== realm) return false;
  return rule.calls === undefined || rule.calls.some((call) => groups.includes(call));
}

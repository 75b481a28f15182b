import type { AccountRecord, Region } from '#simulator/people';
import { type CallKind, carriesPassword, seedOf } from '#simulator/people';
import { type Random, seededRandom } from '#std/random';

/**
 * What may be done to a request in place of, or on the way to, its true answer. `latency` and
 * `slow` go together with another effect; of the others the first that applies wins.
 */
export type Effect =
  /** 429. `retryAfterSeconds` null or absent: without Retry-After. */
  | {
      readonly kind: 'throttle';
      readonly retryAfterSeconds?: number | null | undefined;
      readonly isRetryAfterDate?: boolean | undefined;
    }
  /** An HTML page of a front end: 502, 503, 504, or another status from 400 on. */
  | { readonly kind: 'gateway-error'; readonly status: number }
  /** 400 with a word as text, as when the service's own interface has changed. */
  | { readonly kind: 'bad-request' }
  /** Cloudflare's page for a blocked client: 403, HTML. */
  | { readonly kind: 'blocked' }
  /** 200 without a body. */
  | { readonly kind: 'empty' }
  /** The true answer, cut in the middle; `isCut`: more was promised and the connection breaks. */
  | { readonly kind: 'truncated'; readonly isCut?: boolean | undefined }
  /** The true answer, in drips over `overMs`. */
  | { readonly kind: 'slow'; readonly overMs: number }
  /** No answer; after `forMs`, when given, the connection is closed. */
  | { readonly kind: 'hang'; readonly forMs?: number | null | undefined }
  /** The connection is reset before an answer. */
  | { readonly kind: 'reset' }
  /** An error of the application, under 500 or, as has been seen, under 200. */
  | {
      readonly kind: 'error';
      readonly code: string;
      readonly message?: string | undefined;
      readonly status?: number | undefined;
    }
  /** "Wrong password" to a right one; does not count towards the lockout. */
  | { readonly kind: 'refuse-credentials' }
  /** A sign-on service that fails: the code of a refusal, but none. */
  | { readonly kind: 'sign-on-failure' }
  /** 200 with the null UUID, on logins. */
  | { readonly kind: 'null-uuid' }
  /** The true answer, this much later. */
  | {
      readonly kind: 'latency';
      readonly delayMs: number;
      readonly jitterMs?: number | undefined;
    };

export type CallGroup = 'login' | 'read' | 'sharing' | 'time';

export interface FaultRule {
  readonly effect: Effect;
  /** Only this account; absent: every one. */
  readonly account?: AccountRecord;
  readonly region?: Region;
  /** Only these calls; `login` stands for all three that carry the password. Absent: all. */
  readonly calls?: readonly (CallGroup | CallKind)[];
  /** Strikes with this probability, by a seed. Absent: always. */
  readonly probability?: number;
  readonly seed?: number;
  /** Strikes this many times, then it is gone. */
  readonly count?: number;
  readonly fromMs?: number;
  /** Gone from this instant on. */
  readonly untilMs?: number;
}

export interface Faults {
  add(rule: FaultRule): string;
  remove(faultId: string): boolean;
  clear(): void;
  /** The effects on one request, in the order in which their rules were added. */
  claim(call: FaultedCall): readonly Effect[];
  list(): readonly FaultState[];
}

interface FaultedCall {
  readonly region: Region | null;
  readonly account: AccountRecord | null;
  readonly kind: CallKind;
  readonly nowMs: number;
}

export interface FaultState {
  readonly faultId: string;
  readonly effect: Effect;
  readonly struck: number;
  readonly remaining: number | null;
}

interface StandingFault {
  readonly rule: FaultRule;
  readonly random: Random;
  struck: number;
}

/** A forgotten rule slows every request; so many at once are a mistake. */
const faultsMax = 10_000;

const modifiers: readonly Effect['kind'][] = ['latency', 'slow'];

export function createFaults(seed: number): Faults {
  const standing = new Map<string, StandingFault>();
  let added = 0;

  return {
    add(rule) {
      if (standing.size >= faultsMax) throw new RangeError(`at most ${faultsMax} faults at once`);
      const faultId = `fault-${++added}`;
      const random = seededRandom(rule.seed ?? seedOf(`${seed}/${faultId}`));
      standing.set(faultId, { rule, random, struck: 0 });
      return faultId;
    },
    remove: (faultId) => standing.delete(faultId),
    clear: () => standing.clear(),
    claim(call) {
      if (standing.size === 0) return [];
      const effects: Effect[] = [];
      for (const [faultId, fault] of standing) {
        if (strikes(fault, call, effects)) effects.push(fault.rule.effect);
        if (isOver(fault, call.nowMs)) standing.delete(faultId);
      }
      return effects;
    },
    list: () =>
      [...standing].map(([faultId, { rule, struck }]) => ({
        faultId,
        effect: rule.effect,
        struck,
        remaining: rule.count === undefined ? null : rule.count - struck,
      })),
  };
}

function strikes(fault: StandingFault, call: FaultedCall, chosen: readonly Effect[]): boolean {
  const { rule } = fault;
  if (isOver(fault, call.nowMs) || !isMatch(rule, call) || !isFree(rule.effect, chosen)) {
    return false;
  }
  if (fault.random() >= (rule.probability ?? 1)) return false;
  fault.struck++;
  return true;
}

/** Whether an effect still has a place beside those chosen: a count is not spent on one that has not. */
function isFree(effect: Effect, chosen: readonly Effect[]): boolean {
  if (modifiers.includes(effect.kind)) return !chosen.some(({ kind }) => kind === effect.kind);
  return !chosen.some(({ kind }) => !modifiers.includes(kind));
}

function isOver({ rule, struck }: StandingFault, nowMs: number): boolean {
  return struck >= (rule.count ?? Infinity) || nowMs >= (rule.untilMs ?? Infinity);
}

function isMatch(rule: FaultRule, call: FaultedCall): boolean {
  if (rule.fromMs !== undefined && call.nowMs < rule.fromMs) return false;
  if (rule.account !== undefined && rule.account !== call.account) return false;
  if (rule.region !== undefined && rule.region !== call.region) return false;
  return rule.calls === undefined || rule.calls.some((wanted) => isCall(wanted, call.kind));
}

function isCall(wanted: CallGroup | CallKind, kind: CallKind): boolean {
  return wanted === 'login' ? carriesPassword(kind) : wanted === kind;
}

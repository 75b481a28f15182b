import type { LoginCount, PermitRule, PermitVerdict } from '#providers/provider';
import { assert } from '#std/assert';
import {
  decideLogin,
  decideSecondRequest,
  inWindow,
  type LoginBudget,
  type LoginDecision,
} from './login-budget.ts';
import { patienceAfterAcceptance, patienceAfterDenial, patienceAfterLogin } from './patience.ts';

export interface PermitRequest {
  readonly nameKey: Buffer;
  /** Of the account that the name leads to, as far as the caller knows. */
  readonly accountKey?: Buffer | undefined;
  /** Of the person who types: what Dexcom said to one of their names holds for the others. */
  readonly personKey?: Buffer | undefined;
  /** Of the team whose person types, and the name; absent where proven credentials are used. */
  readonly patienceKey?: Buffer | undefined;
  /** One by the account's id, two by its name. */
  readonly requestCount: 1 | 2;
}

export type LoginPermit =
  | {
      readonly kind: 'granted';
      readonly atMs: number;
      /** All that it was taken from, the account that the name is known to lead to included. */
      readonly keys: readonly Buffer[];
      /** Where the name is known to lead. */
      readonly leadsTo: Buffer | null;
      /** Of credentials that were typed: when they are tried again at the earliest, if refused. */
      readonly retryAtMs: number | null;
    }
  | Extract<LoginDecision, { kind: 'denied' }>
  | { readonly kind: 'outrun' };

/** What a permit of the login is asked of. */
export function keysOf(request: PermitRequest): readonly Buffer[] {
  const { nameKey, accountKey, personKey, patienceKey } = request;
  return [nameKey, accountKey, personKey, patienceKey].filter((key) => key !== undefined);
}

/**
 * One login permit of the name and of the account, or none. A name that is known to lead to an
 * account draws on the account's budget as well; a person only waits. Who types is told of their own
 * waits and their team's: any other time would tell what others did with an account.
 */
export function permitLogin(request: PermitRequest): PermitRule<LoginPermit> {
  return ({ counts, nowMs, isHeld }) => {
    if (!isHeld) return { answer: { kind: 'outrun' }, added: [] };
    const patience = counts.find(({ key }) => request.patienceKey?.equals(key));
    const decision = decide(request, counts, nowMs);
    if (decision.kind === 'granted') return granted(request, counts, patience, nowMs);
    if (!patience) return { answer: decision, added: [] };
    const told = decide(
      request,
      counts.filter((count) => isOwn(request, count)),
      nowMs,
    );
    if (told.kind === 'denied') return { answer: told, added: [] };
    const after = patienceAfterDenial(patience, nowMs);
    return {
      answer: { kind: 'denied', reason: 'throttled', by: 'gateway', untilMs: after.retryAtMs },
      added: [{ ...uncounted, key: patience.key, patience: after }],
    };
  };
}

function decide(
  request: PermitRequest,
  counts: readonly LoginCount[],
  nowMs: number,
): LoginDecision {
  const { nameKey, patienceKey, requestCount } = request;
  const isTyped = patienceKey !== undefined;
  const budgets = counts.map((count): LoginBudget => {
    const isUnknown = requestCount === 2 && count.accountKey === null;
    const isOfUnknownName = isUnknown && count.key.equals(nameKey);
    return { ...count, isOfUnknownName, isSpaced: !isTyped || isOwn(request, count) };
  });
  // Of what is typed the first request is likely the last: it need not make room for both.
  return decideLogin(budgets, isTyped ? 1 : requestCount, nowMs, isTyped);
}

function granted(
  { nameKey, personKey, patienceKey }: PermitRequest,
  counts: readonly LoginCount[],
  patience: LoginCount | undefined,
  nowMs: number,
): PermitVerdict<LoginPermit> {
  const after = patience && patienceAfterLogin(patience, nowMs);
  const drawn = counts.filter(({ key }) => key !== patience?.key && !personKey?.equals(key));
  const one = { permitsAtMs: [nowMs], extraRequestsAtMs: [] };
  const strangersAtMs = patienceKey ? [nowMs] : [];
  return {
    answer: {
      kind: 'granted',
      atMs: nowMs,
      keys: counts.map(({ key }) => key),
      leadsTo: counts.find(({ key }) => key.equals(nameKey))?.accountKey ?? null,
      retryAtMs: after?.retryAtMs ?? null,
    },
    added: [
      ...drawn.map(({ key }) => ({ ...one, key, strangersAtMs })),
      ...(patience && after ? [{ ...uncounted, key: patience.key, patience: after }] : []),
    ],
  };
}

const uncounted = { permitsAtMs: [], extraRequestsAtMs: [] };

/** What was said to the person and their team, and the account that is theirs. */
function isOwn({ accountKey, personKey, patienceKey }: PermitRequest, count: LoginCount): boolean {
  const ofThemselves = [accountKey, personKey, patienceKey].some((key) => key?.equals(count.key));
  return ofThemselves || (accountKey?.equals(count.accountKey ?? emptyKey) ?? false);
}

const emptyKey = Buffer.alloc(0);

export interface SecondRequest {
  readonly nameKey: Buffer;
  readonly accountKey: Buffer;
  /** Of credentials that were typed: now they are accepted. */
  readonly patienceKey?: Buffer | undefined;
  /** Whether the login's permit was taken from the account's budget too. */
  readonly isAccountCounted: boolean;
  /** When that permit was given. */
  readonly permitAtMs: number;
}

/**
 * Counts the second request of a login by name, now that the first has told the account. Where the
 * login's permit was taken from the account too, room for the request is asked, and a minute since
 * the last session. Where it was not, the account's own budget decides of all, and the first request
 * counts there whatever is decided; so does what the name sent before, while nobody knew where it
 * leads. It is counted also of a poll that was outrun meanwhile, since its first request has left.
 * Who typed the credentials is no stranger any more: they are accepted, and the team waits no longer
 * than the account.
 */
export function permitSecondRequest(request: SecondRequest): PermitRule<LoginDecision> {
  const { nameKey, accountKey, patienceKey, isAccountCounted, permitAtMs } = request;
  return ({ counts, nowMs }) => {
    const name = counts.find(({ key }) => key.equals(nameKey));
    const account = counts.find(({ key }) => key.equals(accountKey));
    assert(name && account, 'the counts of all keys are there');
    const isNews = !name.accountKey?.equals(accountKey);
    const before = isNews ? otherRequests(name, permitAtMs, nowMs) : [];
    const extraRequestsAtMs = [...account.extraRequestsAtMs, ...before];
    const budget = { ...account, extraRequestsAtMs, isOfUnknownName: false, isSpaced: true };
    const decision = isAccountCounted
      ? decideSecondRequest(budget, permitAtMs, nowMs)
      : decideLogin([budget], 2, nowMs);
    const provenAtMs = [permitAtMs];
    const patience = patienceAfterAcceptance(
      decision.kind === 'denied' ? decision.untilMs : null,
      nowMs,
    );
    const sent = countedOf(decision, isAccountCounted, nowMs);
    const extraOnAccount = [...before, ...sent.extraRequestsAtMs];
    return {
      answer: decision,
      added: [
        { ...sent, key: accountKey, extraRequestsAtMs: extraOnAccount, provenAtMs },
        { ...uncounted, key: nameKey, extraRequestsAtMs: sent.onNameAtMs, provenAtMs },
        ...(patienceKey ? [{ ...uncounted, key: patienceKey, patience }] : []),
      ],
      found: isNews ? { nameKey, accountKey } : undefined,
    };
  };
}

/** Of an account that was not counted, the first request counts now, whatever is decided. */
function countedOf(decision: LoginDecision, isAccountCounted: boolean, nowMs: number) {
  const isGranted = decision.kind === 'granted';
  return {
    permitsAtMs: isGranted && !isAccountCounted ? [nowMs] : [],
    extraRequestsAtMs: isGranted || !isAccountCounted ? [nowMs] : [],
    onNameAtMs: isGranted ? [nowMs] : [],
  };
}

/** The requests by a name beside the login under way. */
function otherRequests(count: LoginCount, permitAtMs: number, nowMs: number): readonly number[] {
  const { permitsAtMs, extraRequestsAtMs } = count;
  const ownAt = permitsAtMs.indexOf(permitAtMs);
  return inWindow([...permitsAtMs.toSpliced(ownAt, 1), ...extraRequestsAtMs], nowMs);
}

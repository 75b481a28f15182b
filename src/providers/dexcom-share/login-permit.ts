import type { LoginCount, PermitRule } from '#providers/provider';
import { decideLogin, inWindow, type LoginBudget, type LoginDecision } from './login-budget.ts';

export interface PermitRequest {
  readonly nameKey: Buffer;
  /** Of the account that the name leads to, as far as the caller knows. */
  readonly accountKey?: Buffer | undefined;
  /** Of the person who types: what Dexcom said to one of their names holds for the others. */
  readonly personKey?: Buffer | undefined;
  /** One by the account's id, two by its name. */
  readonly requestCount: 1 | 2;
}

export type LoginPermit =
  | {
      readonly kind: 'granted';
      /** All that it was taken from, the account that the name is known to lead to included. */
      readonly keys: readonly Buffer[];
    }
  | Extract<LoginDecision, { kind: 'denied' }>
  | { readonly kind: 'outrun' };

/** What a permit of the login is asked of. */
export function keysOf({ nameKey, accountKey, personKey }: PermitRequest): readonly Buffer[] {
  return [nameKey, accountKey, personKey].filter((key) => key !== undefined);
}

/**
 * One login permit of the name and of the account, or none. A name that is known to lead to an
 * account draws on the account's budget as well; a person only waits.
 */
export function permitLogin({
  nameKey,
  personKey,
  requestCount,
}: PermitRequest): PermitRule<LoginPermit> {
  return ({ counts, nowMs, isHeld }) => {
    if (!isHeld) return { answer: { kind: 'outrun' }, added: [] };
    const budgets = counts.map((count): LoginBudget => {
      const isByStranger = requestCount === 2 && count.accountKey === null;
      return { ...count, isOfStranger: isByStranger && count.key.equals(nameKey) };
    });
    const decision = decideLogin(budgets, requestCount, nowMs);
    if (decision.kind === 'denied') return { answer: decision, added: [] };
    const drawn = counts.filter(({ key }) => !personKey?.equals(key));
    return {
      answer: { kind: 'granted', keys: counts.map(({ key }) => key) },
      added: drawn.map(({ key }) => ({ key, permitsAtMs: [nowMs], extraRequestsAtMs: [] })),
    };
  };
}

export interface SecondRequest {
  readonly nameKey: Buffer;
  readonly accountKey: Buffer;
  /** Whether the login's permit was taken from the account's budget too. */
  readonly isAccountCounted: boolean;
}

/**
 * Counts the second request of a login by name, now that the first has told the account. Where the
 * login's permit was taken from the account too, it has made room for both. Where it was not, the
 * account's own budget decides, and the first request counts there whatever is decided; so does what
 * the name sent before, while nobody knew where it leads. It is counted also of a poll that was
 * outrun meanwhile, since its first request has left.
 */
export function permitSecondRequest({
  nameKey,
  accountKey,
  isAccountCounted,
}: SecondRequest): PermitRule<LoginDecision> {
  return ({ counts, nowMs }) => {
    const ofName = counts.filter(({ key }) => key.equals(nameKey));
    const ofAccount = counts.filter(({ key }) => key.equals(accountKey));
    const isNews = ofName.some((count) => !count.accountKey?.equals(accountKey));
    const before = isNews ? ofName.flatMap((count) => earlierRequests(count, nowMs)) : [];
    const budgets = ofAccount.map((count) => ({
      ...count,
      extraRequestsAtMs: [...count.extraRequestsAtMs, ...before],
      isOfStranger: false,
    }));
    const granted = { kind: 'granted' } as const;
    const decision = isAccountCounted ? granted : decideLogin(budgets, 2, nowMs);
    const isGranted = decision.kind === 'granted';
    const permitsAtMs = isGranted && !isAccountCounted ? [nowMs] : [];
    const toAccount = { permitsAtMs, extraRequestsAtMs: [...before, nowMs] };
    const toName = { permitsAtMs: [], extraRequestsAtMs: [nowMs] };
    return {
      answer: decision,
      added: [
        ...ofAccount.map(({ key }) => ({ key, ...toAccount })),
        ...(isGranted ? ofName.map(({ key }) => ({ key, ...toName })) : []),
      ],
      found: isNews ? { nameKey, accountKey } : undefined,
    };
  };
}

/** The requests by a name before the login under way, whose permit is the latest. */
function earlierRequests(count: LoginCount, nowMs: number): readonly number[] {
  const { permitsAtMs, extraRequestsAtMs } = count;
  return inWindow([...inWindow(permitsAtMs, nowMs).slice(0, -1), ...extraRequestsAtMs], nowMs);
}

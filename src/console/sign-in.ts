import { z } from 'zod';
import type { Db } from '#db';
import type { RateLimiter } from '#server';
import { type Clock, dateOf } from '#std/clock';
import type { FairLine } from '#std/fair-line';
import { networkOf } from '#std/network-of';
import {
  type Authenticator,
  consoleRoles,
  createSession,
  findTeam,
  isRoleAbove,
  lowestRoleWith,
  type SessionCreation,
  takeLoginCode,
} from '#teams';

/** What somebody shows to get a session: an API key, a code of the command line, or in the sandbox a click. */
const waysIn = z.union([
  z.strictObject({ apiKey: z.string().min(1).max(500), role: z.enum(consoleRoles).optional() }),
  z.strictObject({ code: z.string().min(1).max(50) }),
  z.strictObject({ sandbox: z.literal(true) }),
]);
export type WayIn = z.output<typeof waysIn>;

/** Null where it is none of them. */
export function readWayIn(body: unknown): WayIn | null {
  return waysIn.safeParse(body).data ?? null;
}

export type SignIn =
  | { readonly kind: 'signed-in'; readonly creation: SessionCreation }
  | {
      readonly kind: 'refused';
      readonly code: SignInRefusal;
      /** Whether what was shown is good, and so was no guess. */
      readonly isKnown: boolean;
    };

export type SignInRefusal =
  | 'WRONG_KEY'
  | 'WRONG_CODE'
  | 'ROLE_TOO_HIGH'
  | 'NO_SANDBOX'
  | 'RATE_LIMITED';

export interface SignInParts {
  readonly db: Db;
  readonly clock: Clock;
  /** Refuses, and tells the audit of, keys that are known and not good, or not from there. */
  readonly authenticator: Pick<Authenticator, 'authenticate'>;
  /** Where codes wait that may be made up. */
  readonly strangers: FairLine;
  /** Of a good key, and of whoever sits at the machine of a sandbox: each sign-in is kept. */
  readonly perCredential: RateLimiter;
  /** The name of the sandbox's team; null outside the sandbox. */
  readonly sandboxTeamName: string | null;
}

/** Makes a session of what is shown; never with more rights than that has. */
export function signIn(parts: SignInParts, way: WayIn, address: string): Promise<SignIn> {
  if ('apiKey' in way) return signInWithKey(parts, way, address);
  return 'code' in way ? signInWithCode(parts, way.code, address) : signInToSandbox(parts, address);
}

async function signInWithKey(
  { db, clock, authenticator, perCredential }: SignInParts,
  { apiKey, role }: Extract<WayIn, { apiKey: string }>,
  address: string,
): Promise<SignIn> {
  const answer = await authenticator.authenticate(apiKey.trim(), address);
  if (answer.kind === 'busy') return refused('RATE_LIMITED');
  if (answer.kind === 'refused' || answer.actor.kind !== 'api-key') return refused('WRONG_KEY');
  const { teamId, keyId, scopes } = answer.actor;
  if (!perCredential.take(`key ${keyId}`).isAllowed) return refused('RATE_LIMITED', true);
  const highest = lowestRoleWith(scopes);
  if (role !== undefined && isRoleAbove(role, highest)) return refused('ROLE_TOO_HIGH', true);
  const made = { madeFrom: 'api-key', apiKeyId: keyId } as const;
  const session = { teamId, role: role ?? highest, address, ...made };
  const creation = await createSession(db, clock, session);
  return creation ? { kind: 'signed-in', creation } : refused('WRONG_KEY');
}

async function signInWithCode(
  { db, clock, strangers }: SignInParts,
  code: string,
  address: string,
): Promise<SignIn> {
  const take = async () => ({ grant: await takeLoginCode(db, code, dateOf(clock)) });
  const taken = await strangers.run(networkOf(address), take);
  if (!taken) return refused('RATE_LIMITED');
  const { grant } = taken;
  if (!grant) return refused('WRONG_CODE');
  const made = { madeFrom: 'code', apiKeyId: null } as const;
  const creation = await createSession(db, clock, { ...grant, address, ...made });
  return creation ? { kind: 'signed-in', creation } : refused('WRONG_CODE');
}

async function signInToSandbox(
  { db, clock, sandboxTeamName, perCredential }: SignInParts,
  address: string,
): Promise<SignIn> {
  if (!perCredential.take('sandbox').isAllowed) return refused('RATE_LIMITED', true);
  const team = sandboxTeamName === null ? null : await findTeam(db, { name: sandboxTeamName });
  if (!team) return refused('NO_SANDBOX');
  const made = { madeFrom: 'sandbox', apiKeyId: null } as const;
  const session = { teamId: team.id, role: 'owner', address, ...made } as const;
  const creation = await createSession(db, clock, session);
  return creation ? { kind: 'signed-in', creation } : refused('NO_SANDBOX');
}

function refused(code: SignInRefusal, isKnown = false): SignIn {
  return { kind: 'refused', code, isKnown };
}

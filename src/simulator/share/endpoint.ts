import type { AccountRecord, Region } from '#simulator/people';
import { type CallKind, carriesPassword } from '#simulator/people';
import { type ApplicationError, type ErrorContext, errorResponse } from './application-error.ts';
import type { Parameters } from './call.ts';
import { nullUuid, type ShareResponse } from './share-response.ts';
import { styleFor, type World } from './world.ts';

/** One service of Share. */
export interface Endpoint {
  readonly kind: CallKind;
  /** POST is taken always; some services answer a GET as well. */
  readonly takesGet: boolean;
  handle(call: Call): ShareResponse;
}

export interface Call {
  readonly world: World;
  readonly region: Region;
  readonly kind: CallKind;
  readonly parameters: Parameters;
  /** The JSON body; undefined when there is none. */
  readonly body: unknown;
  readonly accept: string;
  readonly nowMs: number;
  /** The account that the request is about, as far as it can be told before it is judged. */
  readonly account: AccountRecord | null;
}

export const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Which account a request names: by name or id when it logs in, else by its session. */
export function accountNamed(
  world: World,
  region: Region,
  kind: CallKind,
  parameters: Parameters,
  nowMs: number,
): AccountRecord | null {
  const { accounts, sessions } = world;
  if (kind === 'authenticate' || kind === 'login-by-name') {
    return accounts.find(region, parameters('accountName') ?? '');
  }
  if (kind === 'login-by-id') return accounts.findById(region, parameters('accountId') ?? '');
  return sessions.find(parameters('sessionId') ?? '', region, nowMs).record;
}

function errorContext({ world, nowMs, account }: Call): ErrorContext {
  return { nowMs, random: world.random, style: styleFor(world, account) };
}

export function refuse(call: Call, error: ApplicationError): ShareResponse {
  return errorResponse(error, errorContext(call), carriesPassword(call.kind) ? 'login' : 'data');
}

export function isNullUuid(text: string): boolean {
  return text === nullUuid;
}

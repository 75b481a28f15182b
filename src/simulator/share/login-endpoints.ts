import type { AccountRecord } from '#simulator/people';
import { isApplicationId } from '#simulator/people';
import {
  type ApplicationError,
  credentialsRefused,
  invalidArgument,
  lockedOut,
  notAUuid,
} from './application-error.ts';
import { type Call, type Endpoint, isNullUuid, refuse, uuidPattern } from './endpoint.ts';
import { jsonResponse, nullUuid, type ShareResponse } from './share-response.ts';
import { styleFor, type World } from './world.ts';

/**
 * Logging in as a publisher: name and password give the account's id, id and password a session.
 * The older single step by name still works for accounts of that time; for all others it answers
 * the null UUID under 200, to right and wrong passwords alike.
 */
export const loginEndpoints: Readonly<Record<string, Endpoint>> = {
  'general/authenticatepublisheraccount': {
    kind: 'authenticate',
    takesGet: false,
    handle: (call) =>
      withCredentials(call, 'accountName', (accountName, password) => {
        const named = { by: 'AccountName', value: accountName } as const;
        const refusal = judge(call, password, named);
        return refusal ?? jsonResponse('login', call.account?.accountId);
      }),
  },
  'general/loginpublisheraccountbyid': {
    kind: 'login-by-id',
    takesGet: false,
    handle: (call) => {
      const accountId = call.parameters('accountId') ?? '';
      if (accountId === '' || isNullUuid(accountId)) return nullSession();
      if (!uuidPattern.test(accountId)) return refuse(call, notAUuid(accountId));
      return withCredentials(call, 'accountId', (_, password) => {
        const refusal = judge(call, password, { by: 'AccountId', value: accountId });
        return refusal ?? openSession(call);
      });
    },
  },
  'general/loginpublisheraccountbyname': {
    kind: 'login-by-name',
    takesGet: false,
    handle: (call) =>
      withCredentials(call, 'accountName', (accountName, password) => {
        if (!call.account?.settings.isLegacy) return nullSession();
        const named = { by: 'AccountName', value: accountName } as const;
        return judge(call, password, named) ?? openSession(call);
      }),
  },
};

function withCredentials(
  call: Call,
  nameOfName: 'accountName' | 'accountId',
  answer: (name: string, password: string) => ShareResponse,
): ShareResponse {
  const name = call.parameters(nameOfName) ?? '';
  const password = call.parameters('password') ?? '';
  const applicationId = call.parameters('applicationId');
  if (name === '') return refuse(call, invalidArgument(nameOfName));
  if (password === '') return refuse(call, invalidArgument('password'));
  if (applicationId !== undefined && !isApplicationId(applicationId)) {
    return refuse(call, invalidArgument('applicationId'));
  }
  return answer(name, password);
}

/** The refusal, or null when account and password fit. Counts towards the lockout. */
function judge(
  call: Call,
  password: string,
  named: Parameters<typeof credentialsRefused>[1],
): ShareResponse | null {
  const { account, world, nowMs } = call;
  const style = styleFor(world, account);
  const refusal = account ? judgeAccount(world, account, password, nowMs) : ('refused' as const);
  if (refusal === null) return null;
  const error: ApplicationError =
    refusal === 'refused' ? credentialsRefused(style, named) : lockedOut(style);
  return refuse(call, error);
}

function judgeAccount(
  { limits }: World,
  account: AccountRecord,
  password: string,
  nowMs: number,
): 'refused' | 'locked-out' | null {
  if (nowMs < account.lockedUntilMs) return 'locked-out';
  if (password === account.password) {
    account.failedLogins = 0;
    return null;
  }
  account.failedLogins++;
  if (account.failedLogins >= limits.failedLoginsMax) {
    account.failedLogins = 0;
    account.lockedUntilMs = nowMs + limits.lockoutMs;
  }
  return 'refused';
}

function openSession({ world, account, nowMs }: Call): ShareResponse {
  return account ? jsonResponse('login', world.sessions.open(account, nowMs)) : nullSession();
}

function nullSession(): ShareResponse {
  return jsonResponse('login', nullUuid, 'null-uuid');
}

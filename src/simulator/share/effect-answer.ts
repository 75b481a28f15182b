import { credentialsRefused, otherError, signOnFailed } from './application-error.ts';
import { type Call, refuse } from './endpoint.ts';
import type { Effect } from './fault.ts';
import { htmlResponse, jsonResponse, nullUuid, type ShareResponse } from './share-response.ts';
import { styleFor } from './world.ts';

/**
 * The answer that an effect gives in place of the true one; null for those that only change how the
 * true one is brought. The request then never reached the application: no session is opened, and a
 * wrong password is not counted.
 */
export function replacementOf(effect: Effect, call: Call): ShareResponse | null {
  const outcome = `fault:${effect.kind}`;
  switch (effect.kind) {
    case 'throttle':
      return throttled(effect, call.nowMs);
    case 'gateway-error': {
      const title = `${effect.status} ${gatewayTitles[effect.status] ?? 'Error'}`;
      return htmlResponse(effect.status, title, 'The web server reported an error.', outcome);
    }
    case 'bad-request':
      return { status: 400, body: 'InvalidArgument', family: 'text', outcome };
    case 'blocked': {
      const text =
        'Sorry, you have been blocked. Error code: 1020. You are unable to access dexcom.com';
      return htmlResponse(403, 'Attention Required! | Cloudflare', text, outcome);
    }
    case 'empty':
      return { status: 200, body: '', family: 'data', outcome };
    case 'error': {
      const { code, message = code, status = 500 } = effect;
      return { ...refuse(call, otherError(code, message)), status, outcome };
    }
    case 'refuse-credentials': {
      const value = call.parameters('accountName') ?? call.parameters('accountId') ?? '';
      const by = call.kind === 'login-by-id' ? 'AccountId' : 'AccountName';
      const style = styleFor(call.world, call.account);
      return { ...refuse(call, credentialsRefused(style, { by, value })), outcome };
    }
    case 'sign-on-failure':
      return { ...refuse(call, signOnFailed), outcome };
    case 'null-uuid':
      return jsonResponse('login', nullUuid, outcome);
    case 'latency':
    case 'slow':
    case 'truncated':
    case 'hang':
    case 'reset':
      return null;
  }
}

const gatewayTitles: Readonly<Record<number, string>> = {
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
};

function throttled(
  { retryAfterSeconds, isRetryAfterDate }: Extract<Effect, { kind: 'throttle' }>,
  nowMs: number,
): ShareResponse {
  const answer: ShareResponse = {
    status: 429,
    body: 'error code: 1015',
    family: 'text',
    outcome: 'fault:throttle',
  };
  if (retryAfterSeconds === undefined || retryAfterSeconds === null) return answer;
  const date = new Date(nowMs + retryAfterSeconds * 1000).toUTCString();
  return {
    ...answer,
    headers: { 'Retry-After': isRetryAfterDate ? date : `${retryAfterSeconds}` },
  };
}

import { GatewayError } from './gateway-error.ts';

/**
 * Who asks. A token is fetched when it is first needed, kept, and fetched anew once the gateway has
 * refused it; those who ask meanwhile share one fetch.
 */
export interface Credential {
  /** The headers of a request, which are also the payload of `connection_init`. */
  headers(): Promise<Headers>;
  /** The gateway refused these; the next are others. */
  refuse(headers: Headers): void;
}

type Headers = Readonly<Record<string, string>>;

/** `fetchToken` gives a user token or an API key, as `Authorization: Bearer …` takes both. */
export function createCredential(fetchToken: (() => Promise<string> | string) | null): Credential {
  let kept: Promise<Headers> | null = null;
  let given: Headers | null = null;

  async function fetchHeaders(): Promise<Headers> {
    if (fetchToken === null) return {};
    given = { authorization: `Bearer ${await tokenOf(fetchToken)}` };
    return given;
  }

  return {
    headers() {
      if (kept) return kept;
      const fetched = fetchHeaders();
      kept = fetched;
      fetched.catch(() => {
        if (kept === fetched) kept = null;
      });
      return fetched;
    },
    refuse(headers) {
      if (headers !== given) return;
      // Whoever else is refused with them now must not drop the fetch of the next.
      given = null;
      kept = null;
    },
  };
}

async function tokenOf(fetchToken: () => Promise<string> | string): Promise<string> {
  try {
    return await fetchToken();
  } catch (cause) {
    throw new GatewayError('The application gave no token.', { code: 'NO_TOKEN', cause });
  }
}

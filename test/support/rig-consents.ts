import { finishConsent, openStart, startConsent } from '#connections';
import type { Db } from '#db';
import { oauthProvider } from '#providers';
import { consentAt, redirectUri } from '#test/consents';
import type { Rig, RigUser } from '#test/rig';

const nothing = async () => {};
const strangers = { isOtherWearer: async () => false };

/** Links an account to a user of a rig by consent; what became of it. */
export async function linkRigByConsent(
  { deps }: Pick<Rig, 'deps'>,
  { token }: Pick<RigUser, 'token'>,
  who: { readonly username: string; readonly password: string },
  onLinked: (db: Db, connectionId: string) => Promise<void> = nothing,
): Promise<string> {
  const consents = { ...deps, redirectUri, connectionsMax: null, onLinked, ...strangers };
  const asked = { token, region: null, attemptId: null, replacesAccount: false };
  const started = await startConsent(consents, { ...asked, returnsTo: 'page' });
  const opened = started.kind === 'started' && (await openStart(deps, started.startSecret));
  if (!opened) throw new Error(`the start was ${started.kind}`);
  const { browserSecret, ...consent } = opened;
  const address = deps.providers[oauthProvider].consentUrl({ ...consent, redirectUri });
  const { searchParams } = new URL(await consentAt(address, who));
  const finished = await finishConsent(consents, {
    state: searchParams.get('state') ?? '',
    code: searchParams.get('code'),
    error: null,
    browserSecret,
    address: '192.0.2.1',
    redirectUri,
    takeTurn: (work) => work(),
  });
  if (finished === 'busy') throw new Error(finished);
  return (await finished?.ended)?.outcome.kind ?? 'unknown';
}

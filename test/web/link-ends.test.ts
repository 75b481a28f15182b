import { afterEach, describe, expect, it, vi } from 'vitest';
import { createEnding } from '#src/web/link/flow/ending.ts';
import { errorTypes } from '#src/web/link/flow/failures.ts';
import { firstFlow } from '#src/web/link/flow/flow.ts';
import type { Navigation } from '#src/web/link/flow/navigation.ts';
import { createStore, type WizardState } from '#src/web/link/flow/store.ts';

const redirectUrl = 'https://app.example.com/back';
const ends = ['REDIRECT', 'STAY'] as const;
type End = (typeof ends)[number];

/** A wizard that has come so far, and the addresses that it leads to. */
function endingOf(onClose: End, onError: End, state: string | null = null) {
  const led: string[] = [];
  const replace = (address: string) => void led.push(address);
  vi.stubGlobal('location', { replace });
  const page = { parent: null as unknown };
  page.parent = page;
  vi.stubGlobal('window', page);
  const store = createStore(firstFlow, true);
  const session = { redirectUrl, reference: 'ref', parentOrigin: null, onClose, onError };
  const outcome = { connection: state === null ? null : { state } };
  store.set({ session, outcome } as unknown as Partial<WizardState>);
  const navigation = { isFramed: false, end: async () => {} } as unknown as Navigation;
  return { ending: createEnding(store, navigation), led };
}

/** Until what was begun is over. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

const told = (errorType: string, error: string) => {
  const address = new URL(redirectUrl);
  const facts = { state: 'error', error_type: errorType, error, reference: 'ref' };
  for (const [name, value] of Object.entries(facts)) address.searchParams.set(name, value);
  return address.href;
};

afterEach(() => vi.unstubAllGlobals());

describe('the end of the page for linking', () => {
  for (const [reason, errorType] of Object.entries(errorTypes)) {
    for (const onError of ends) {
      const what = onError === 'REDIRECT' ? 'leads back with its name' : 'stays where it is';
      it(`${what} after ${reason}, where the link says ${onError}`, async () => {
        const { ending, led } = endingOf('STAY', onError);
        ending.noteError(errorType, false, 'CODE');
        ending.finish();
        await settled();
        expect(led).toEqual(onError === 'REDIRECT' ? [told(errorType, 'CODE')] : []);
      });
    }
  }

  for (const onClose of ends) {
    const what = onClose === 'REDIRECT' ? 'leads back' : 'stays';
    it(`${what} when the wearer closes it before the account is connected`, async () => {
      const { ending, led } = endingOf(onClose, 'STAY');
      ending.close();
      await settled();
      const cancelled = told('user_cancelled', 'The user closed the page.');
      expect(led).toEqual(onClose === 'REDIRECT' ? [cancelled] : []);
    });

    it(`leads back when it is closed after that, where the link says ${onClose}`, async () => {
      const { ending, led } = endingOf(onClose, 'STAY', 'SHARING_OFF');
      ending.close();
      await settled();
      expect(led).toEqual([`${redirectUrl}?state=success&reference=ref`]);
    });
  }
});

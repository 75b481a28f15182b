import type { Answer, Way } from '#web/link/api/answers.ts';
import { pause, randomId } from '#web/shared/platform.ts';
import { type Flow, firstFlow } from './flow.ts';
import type { LoginEnd } from './login-end.ts';
import type { Parts, Wizard } from './parts.ts';
import { consentWay, type Region } from './steps.ts';

/** The way to Dexcom's own page, and what became of it. */
export interface Consent extends Pick<Wizard, 'setOut'> {
  /** Looks up a consent, of who came back from Dexcom or whose other tab is there. */
  resume(attemptId: string): Promise<void>;
}

/** So long a frame looks for the end of a consent, which is good for ten minutes. */
const lookMsMax = 11 * 60_000;
const lookEveryMs = 3_000;

/**
 * A page by itself leaves for Dexcom, and the wearer comes back to another page, which looks up what
 * became of it. A frame stays, Dexcom is opened beside it, and it looks until it is over.
 */
export function createConsent(parts: Parts, { conclude, resume }: LoginEnd): Consent {
  const { api, store, navigation, show } = parts;

  async function setOut(): Promise<void> {
    const { flow, isSettingOut, replacesAccount } = store.get();
    const { region, language } = flow;
    if (region === null || isSettingOut) return;
    store.set({ refusal: null, isSettingOut: true });
    const attemptId = consentIdOf(language, region);
    const reply = await api.setOut({ region, attemptId, replacesAccount });
    if (reply.kind === 'answered' && reply.data.__typename === 'LinkOAuthProviderSuccess') {
      return goTo(reply.data.startUrl, attemptId);
    }
    store.set({ isSettingOut: false });
    if (reply.kind === 'answered') {
      return conclude({ kind: 'answered', answer: reply.data as Exclude<typeof reply.data, Way> });
    }
    const waitMs = reply.kind === 'limited' ? reply.waitMs : 0;
    const refusal = reply.kind === 'broken' ? 'fault' : reply.kind;
    await conclude({ kind: 'not-answered', refusal, waitMs });
  }

  async function goTo(startUrl: string, attemptId: string): Promise<void> {
    if (!navigation.isFramed) return navigation.leave(store.get().flow, startUrl);
    store.set({ isSettingOut: false, startUrl });
    show({ step: 'consenting', attemptId }, 'replace');
    // Some browsers let no tab be opened so late after the press: a link to it stands there too.
    window.open(startUrl, '_blank', 'noopener,noreferrer');
    await look(attemptId);
  }

  async function look(attemptId: string): Promise<void> {
    for (let waitedMs = 0; waitedMs < lookMsMax; waitedMs += lookEveryMs) {
      const answer = await endOf(attemptId);
      if (!isAwaited(attemptId)) return;
      if (answer) return conclude({ kind: 'answered', answer });
      await pause(lookEveryMs);
    }
    if (!isAwaited(attemptId)) return;
    store.set({ problem: { kind: 'consentExpired', words: null } });
    show({ step: 'problem', attemptId: null }, 'replace');
  }

  /** Null while the wearer is at Dexcom, and while nobody sees this page. */
  async function endOf(attemptId: string): Promise<Answer | null> {
    if (document.visibilityState === 'hidden') return null;
    const reply = await api.attempt(attemptId);
    if (reply.kind !== 'answered') return null;
    return reply.data?.__typename === 'LinkAttemptUnsettled' ? null : reply.data;
  }

  function isAwaited(attemptId: string): boolean {
    const { step, attemptId: awaited } = store.get().flow;
    return step === 'consenting' && awaited === attemptId;
  }

  return {
    setOut,
    resume(attemptId) {
      const isOurs = store.get().flow.provider === consentWay && navigation.isFramed;
      return isOurs ? look(attemptId) : resume(attemptId);
    },
  };
}

/**
 * Names a consent. Nothing else of the page comes back from Dexcom, so it holds what the wearer would
 * have to choose again: the language, if they chose one, and where their account is.
 */
export function consentIdOf(language: string | null, region: Region): string {
  return [randomId(), language ?? '', region].join('_');
}

/** Where a page begins to which a wearer comes back from Dexcom. */
export function flowOfReturn(attemptId: string): Flow {
  const [, language = '', region = ''] = attemptId.split('_');
  return {
    ...firstFlow,
    step: 'consenting',
    provider: consentWay,
    attemptId,
    language: /^[a-z]{2}$/.test(language) ? language : null,
    region: isRegion(region) ? region : null,
  };
}

function isRegion(text: string): text is Region {
  return text === 'US' || text === 'OUS' || text === 'APAC';
}

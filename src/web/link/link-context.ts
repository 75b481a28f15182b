import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { assert } from '#web/shared/assert.ts';
import type { Wizard } from './flow/parts.ts';
import type { WizardState } from './flow/store.ts';
import type { Texts } from './texts/en.ts';

/** What every screen is given. */
export interface LinkContext {
  readonly texts: Texts;
  /** What the team is called; empty while it is not known. */
  readonly teamName: string;
  readonly state: WizardState;
  readonly wizard: Wizard;
}

export const LinkContextKey = createContext<LinkContext | null>(null);

export function useLink(): LinkContext {
  const context = useContext(LinkContextKey);
  assert(context, 'a screen stands within the wizard');
  return context;
}

import type { Provider } from '#web/link/api/answers.ts';
import type { Api } from '#web/link/api/api.ts';
import type { ServerClock } from '#web/shared/server-clock.ts';
import type { Ending } from './ending.ts';
import type { Fields } from './fields.ts';
import type { Flow } from './flow.ts';
import type { Navigation } from './navigation.ts';
import type { Region } from './steps.ts';
import type { Store, WizardState } from './store.ts';

/** What the screens can do. */
export interface Wizard {
  readonly clock: ServerClock;
  readonly isFramed: boolean;
  get(): WizardState;
  subscribe(listener: () => void): () => void;
  /** Judges the token, and shows the screen to begin with. */
  open(): Promise<void>;
  go(change: Partial<Flow>): void;
  /** Keeps the language that was chosen for a reload. */
  keepLanguage(code: string): void;
  back(): void;
  /** Share is on, or somebody follows: on to the next step, or back to what waits for it. */
  mended(what: 'share' | 'follower'): void;
  tellWhose(isForAnother: boolean): void;
  chooseWay(way: Provider): void;
  chooseRegion(region: Region): void;
  /** Leads to Dexcom's own page, at which the wearer consents. */
  setOut(): Promise<void>;
  signIn(fields: Fields): Promise<void>;
  /** Lets another account take the place of the one that is connected. */
  replaceAccount(): Promise<void>;
  /** Connects where there was nothing to renew. */
  connectAnew(): void;
  typedName(): string;
  keepName(name: string): void;
  checkAgain(): Promise<void>;
  goWithoutReading(): void;
  close(): void;
  stay(): void;
  confirmClose(): void;
  /** Leads back to where the wearer came from. */
  finish(): void;
}

/** What the parts of the wizard share. */
export interface Parts {
  readonly api: Api;
  readonly clock: ServerClock;
  readonly store: Store;
  readonly navigation: Navigation;
  readonly ending: Ending;
  /** Shows a step, as a further entry of the history or in place of the present one. */
  show(change: Partial<Flow>, how: 'push' | 'replace'): void;
}

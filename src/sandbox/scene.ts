import type { ConnectionState } from '#connections';
import type { ReceiverAnswer } from './receiver.ts';

/** Something that happens to a person, as orders to the simulator. */
export interface Scene {
  /** A word or two for a button. */
  readonly title: string;
  readonly text: string;
  /** What is then seen in the console, and where. */
  readonly seen: string;
  /** In which state the person's connection is then; null where its state is not what changes. */
  readonly state: ConnectionState | null;
  /** The type of the event by which the log tells of it, so that a webhook is sent; null for none. */
  readonly eventType: string | null;
  play(stage: Stage): Promise<Played>;
}

export interface Played {
  /** What was done, for whoever ordered it. */
  readonly told: string;
  /** When the first reading is taken that shows it; null where no reading does. */
  readonly readingAtMs: number | null;
}

export interface Stage {
  readonly account: Account;
  /** All whom the simulator plays; of those whose own trouble is to be seen, `isTroubled`. */
  readonly everybody: readonly (Account & { readonly isTroubled: boolean })[];
  readonly minutes: number;
  order(name: string, args: object): Promise<unknown>;
  /** Has the sandbox's receiver answer so. */
  answerWith(answer: ReceiverAnswer): Promise<void>;
  /** Has the gateway send what the receiver did not take. */
  sendAgain(): Promise<void>;
  /** Has the gateway of the sandbox stop, and start again after a while. */
  restart(): Promise<void>;
}

interface Account {
  readonly username: string;
  readonly region: string;
}

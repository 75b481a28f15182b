import type { ConnectionState } from '#web/console/api/generated/operations.ts';
import { consoleRoot } from '#web/console/places.ts';

/** Something that can be made to happen to somebody of the sandbox. */
export interface Scene {
  readonly name: string;
  readonly title: string;
  /** What it does. */
  readonly text: string;
  /** What will be seen, and where. */
  readonly seen: string;
  /** In which state the person's connection is then; null where its state is not what changes. */
  readonly state: ConnectionState | null;
  /** The type of the event that tells of it; null where none does. */
  readonly eventType: string | null;
}

export interface SandboxPerson {
  readonly username: string;
  readonly region: string;
  readonly shows: string;
}

export interface Stage {
  readonly scenes: readonly Scene[];
  readonly people: readonly SandboxPerson[];
}

export interface Ordered {
  readonly person: string;
  /** What was done, in a sentence. */
  readonly told: string;
  readonly orderedAt: string;
  /** When the first reading is taken that shows it; null where no reading does. */
  readonly readingAtMs: number | null;
}

export interface ReceivedRequest {
  readonly at: string;
  readonly eventId: string;
  readonly eventType: string;
  readonly isVerified: boolean;
  readonly status: number;
}

export interface Receiver {
  readonly answer: string;
  readonly requests: readonly ReceivedRequest[];
}

/** What a door of the sandbox answers; a sentence where it refuses. */
export type DoorAnswer<Result> =
  | { readonly result: Result; readonly problem: null }
  | { readonly result: null; readonly problem: string };

export const readStage = () => ask<Stage>('scenes');
export const readReceiver = () => ask<Receiver>('receiver');
export const order = (scene: string, person: string) => ask<Ordered>('scenes', { scene, person });

async function ask<Result>(door: string, order?: object): Promise<DoorAnswer<Result>> {
  try {
    const response = await fetch(`${consoleRoot}/sandbox/${door}`, {
      method: order ? 'POST' : 'GET',
      cache: 'no-store',
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      ...(order ? { body: JSON.stringify(order) } : {}),
    });
    const answer = (await response.json()) as Result & { readonly error?: { message: string } };
    if (response.ok) return { result: answer, problem: null };
    return { result: null, problem: answer.error?.message ?? `Status ${response.status}.` };
  } catch {
    return { result: null, problem: 'The sandbox does not answer. Try again.' };
  }
}

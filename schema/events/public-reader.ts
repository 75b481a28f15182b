import { type Context, knownActorOf } from '#schema/kit';
import { subjectOf } from '#teams';
import { publicLiveError } from './event-failures.ts';

/** The credential on which a subscription depends. */
export function watchedCredentialOf(context: Context) {
  const actor = knownActorOf(context);
  return { subject: subjectOf(actor), expiresAtMs: actor.expiresAt?.getTime() ?? null };
}

/**
 * A reader whose errors are those of the GraphQL API; `note` is told what is handed out. A class,
 * since there are many.
 */
export class PublicReader<Item> implements AsyncIterableIterator<Item, undefined> {
  readonly #reader: AsyncIterableIterator<Item, undefined>;
  readonly #note: ((item: Item) => void) | undefined;

  constructor(reader: AsyncIterableIterator<Item, undefined>, note?: (item: Item) => void) {
    this.#reader = reader;
    this.#note = note;
  }

  next(): Promise<IteratorResult<Item, undefined>> {
    return this.#reader.next().then((step) => {
      if (!step.done) this.#note?.(step.value);
      return step;
    }, throwPublicly);
  }

  async return(): Promise<IteratorResult<Item, undefined>> {
    await this.#reader.return?.();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

function throwPublicly(error: unknown): never {
  throw publicLiveError(error);
}

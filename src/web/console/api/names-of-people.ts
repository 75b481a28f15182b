export interface Named {
  readonly id: string;
  readonly clientUserId: string;
}

/** The team's own ids of people, which do not change; a question brings those of up to a hundred. */
export interface Names {
  get(userId: string): string | null;
  /** `onNews` is called when the name is known. Returns how to stop wanting it. */
  want(userId: string, onNews: () => void): () => void;
  forget(): void;
}

const askedMax = 100;
const knownMax = 10_000;

/** `ask` brings those that there are; `plan` makes a call into one that comes soon, once for several. */
export function createNames(
  ask: (userIds: readonly string[]) => Promise<readonly Named[]>,
  plan: (act: () => void) => () => void,
): Names {
  /** Null of one of whom the gateway knows none. */
  const known = new Map<string, string | null>();
  const wanted = new Map<string, Set<() => void>>();
  let isAsking = false;
  const askSoon = plan(() => void askForAll());

  function unknown(): string[] {
    return [...wanted.keys()].filter((id) => !known.has(id)).slice(0, askedMax);
  }

  async function askForAll(): Promise<void> {
    const ids = unknown();
    if (isAsking || ids.length === 0) return;
    isAsking = true;
    try {
      const found = new Map((await ask(ids)).map(({ id, clientUserId }) => [id, clientUserId]));
      for (const id of ids) know(id, found.get(id) ?? null);
      if (unknown().length > 0) askSoon();
    } catch {
      // Whoever is wanted next asks for these too; until then their ids have to do.
    } finally {
      isAsking = false;
    }
  }

  function know(id: string, name: string | null): void {
    known.set(id, name);
    const [oldest] = known.keys();
    if (known.size > knownMax && oldest !== undefined) known.delete(oldest);
    for (const onNews of wanted.get(id) ?? []) onNews();
  }

  return {
    get: (userId) => known.get(userId) ?? null,
    want(userId, onNews) {
      const listeners = wanted.get(userId) ?? new Set();
      wanted.set(userId, listeners.add(onNews));
      if (!known.has(userId)) askSoon();
      return () => {
        listeners.delete(onNews);
        if (listeners.size === 0 && wanted.get(userId) === listeners) wanted.delete(userId);
      };
    },
    forget: () => known.clear(),
  };
}

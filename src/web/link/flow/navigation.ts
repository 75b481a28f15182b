import { after } from '#web/shared/platform.ts';
import { type Flow, flowOfHistory } from './flow.ts';

/**
 * Where the wizard stands in the browser's history. Within a frame the entries would mix with those
 * of the parent's page, so there the one entry is replaced, and Back is the wizard's own.
 */
export interface Navigation {
  readonly isFramed: boolean;
  /** What the entry says with which the page was opened or reloaded. */
  restore(): ReturnType<typeof flowOfHistory>;
  show(flow: Flow, how: 'push' | 'replace'): void;
  /** Stands at the end, in a history of which no entry has the token in its address any more. */
  end(flow: Flow): Promise<void>;
  /** Whether an entry of the wizard stands before the present one. */
  canGoBack(): boolean;
  back(): void;
  /** Writes the token, and nothing else that came with it, into the address again. */
  settle(flow: Flow): void;
  /**
   * Leaves for another page, from the wizard's first entry, so that no address of those behind it has
   * the token. Who comes back by it finds the token in what is kept of the entry.
   */
  leave(flow: Flow, to: string): Promise<void>;
  /** Goes back to the entry before, where there is one; the next step shown takes its place. */
  retreat(): Promise<void>;
  onBack(follow: (flow: Flow) => void): void;
}

/** How long the browser may take to go back to an earlier entry of the wizard. */
const rewindMsMax = 1_000;

/** The token of an entry from which the wearer left for another page; null of any other. */
export function keptToken(state: unknown): string | null {
  const { linkToken } = (state ?? {}) as { readonly linkToken?: unknown };
  return typeof linkToken === 'string' ? linkToken : null;
}

export function createNavigation(linkToken: string): Navigation {
  const isFramed = window.parent !== window;
  /** How many entries of the wizard stand before the present one. */
  let depth = depthOf(history.state);
  let isRewinding = false;

  function push(flow: Flow, address?: string): void {
    depth += 1;
    history.pushState({ ...flow, depth }, '', address);
  }

  function rewind(entries: number): Promise<void> {
    isRewinding = true;
    return new Promise((resolve) => {
      const arrive = () => {
        callOff();
        window.removeEventListener('popstate', arrive);
        isRewinding = false;
        depth = depthOf(history.state);
        resolve();
      };
      const callOff = after(rewindMsMax, arrive);
      window.addEventListener('popstate', arrive);
      history.go(-entries);
    });
  }

  return {
    isFramed,
    restore: () => flowOfHistory(history.state),
    show(flow, how) {
      if (how === 'push' && !isFramed) push(flow);
      else history.replaceState({ ...flow, depth }, '');
    },
    async end(flow) {
      const address = location.pathname + location.search;
      if (depth > 0) await rewind(depth);
      depth = 0;
      history.replaceState({ ...flow, depth }, '', address);
      // A new entry takes away those that stood behind the first.
      if (!isFramed) push(flow, address);
    },
    canGoBack: () => !isFramed && depth > 0,
    back: () => history.back(),
    settle(flow) {
      history.replaceState({ ...flow, depth }, '', `#token=${encodeURIComponent(linkToken)}`);
    },
    async leave(flow, to) {
      if (depth > 0) await rewind(depth);
      depth = 0;
      const address = location.pathname + location.search;
      history.replaceState({ ...flow, depth, linkToken }, '', address);
      location.assign(to);
    },
    async retreat() {
      if (!isFramed && depth > 0) await rewind(1);
    },
    onBack(follow) {
      window.addEventListener('popstate', ({ state }) => {
        if (isRewinding) return;
        depth = depthOf(state);
        const restored = flowOfHistory(state);
        if (restored) follow(restored.flow);
      });
    },
  };
}

function depthOf(state: unknown): number {
  const { depth } = (state ?? {}) as { readonly depth?: unknown };
  return typeof depth === 'number' ? depth : 0;
}

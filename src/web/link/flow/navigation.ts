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
  back(): void;
  /** Goes back to the entry before, where there is one; the next step shown takes its place. */
  retreat(): Promise<void>;
  onBack(follow: (flow: Flow) => void): void;
}

/** How long the browser may take to go back to an earlier entry of the wizard. */
const rewindMsMax = 1_000;

export function createNavigation(): Navigation {
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
    back: () => history.back(),
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

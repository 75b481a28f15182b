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
  /** Takes the token out of the address, once the wizard has ended. */
  forgetToken(): void;
  back(): void;
  onBack(follow: (flow: Flow) => void): void;
}

export function createNavigation(): Navigation {
  const isFramed = window.parent !== window;
  return {
    isFramed,
    restore: () => flowOfHistory(history.state),
    show(flow, how) {
      if (how === 'push' && !isFramed) history.pushState(flow, '');
      else history.replaceState(flow, '');
    },
    forgetToken() {
      history.replaceState(history.state, '', location.pathname + location.search);
    },
    back: () => history.back(),
    onBack(follow) {
      window.addEventListener('popstate', ({ state }) => {
        const restored = flowOfHistory(state);
        if (restored) follow(restored.flow);
      });
    },
  };
}

/** What a page that frames the wizard is told. It is a hint: the truth is in the event log. */
export type ParentMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'step'; readonly step: string }
  | { readonly type: 'resize'; readonly height: number }
  | { readonly type: 'waiting'; readonly state: string }
  | {
      readonly type: 'connected';
      readonly connectionId: string;
      /** Null where the page was opened again after the login. */
      readonly isNew: boolean | null;
      readonly state: string;
    }
  | { readonly type: 'error'; readonly errorType: string; readonly isRecoverable: boolean }
  | { readonly type: 'close'; readonly errorType: string | null };

export type TellParent = (message: ParentMessage) => void;

/**
 * Tells the one origin that was recorded with the link, and nobody where none was. Nothing is taken
 * from a parent: no message to this page does anything.
 */
export function createTellParent(originOf: () => string | null): TellParent {
  return (message) => {
    const origin = originOf();
    if (window.parent === window || origin === null) return;
    window.parent.postMessage({ source: 'glucose-gateway-link', version: 1, ...message }, origin);
  };
}

/** Tells how high the page is, whenever that changes, so that its frame can be as high. */
export function tellHeights(tell: TellParent): void {
  const root = document.documentElement;
  root.classList.add('framed');
  const { body } = document;
  new ResizeObserver(() => {
    tell({ type: 'resize', height: Math.ceil(body.getBoundingClientRect().height) });
  }).observe(body);
}

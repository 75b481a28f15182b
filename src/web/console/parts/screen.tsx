import type { GatewayError } from 'glucose-gateway-client';
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { Refusal } from '#web/console/api/act.ts';
import type { Asked } from '#web/console/api/use-ask.ts';
import { sessionState } from '#web/console/session/session.ts';
import { useStore } from '#web/console/store.ts';
import { Icon } from './icon.tsx';

export interface ScreenProps {
  /** Names it to tests, and to style sheets. */
  readonly name: string;
  readonly title: string;
  /** What the tab is called; the title unless told. */
  readonly tabTitle?: string;
  readonly lead?: ComponentChildren;
  readonly above?: ComponentChildren;
  readonly actions?: ComponentChildren;
  /** Shown to those who are not signed in. */
  readonly isDoor?: boolean;
  readonly children: ComponentChildren;
}

/** One screen: its heading takes the focus, so that a screen reader says where one is. */
export function Screen(props: ScreenProps) {
  const { name, title, tabTitle, lead, above, actions, isDoor = false, children } = props;
  const heading = useRef<HTMLHeadingElement>(null);
  const state = useStore(sessionState);
  const isSeen = isDoor || state.name === 'signed-in';
  useEffect(() => heading.current?.focus({ preventScroll: true }), [name]);
  // Not with the next frame: a tab that is not looked at draws none.
  useLayoutEffect(() => {
    if (isSeen) document.title = `${tabTitle ?? title} · Glucose Gateway`;
  }, [tabTitle, title, isSeen]);
  return (
    <main class="screen" data-screen={name}>
      <header class="screen-head">
        <div>
          {above}
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead && <p class="soft">{lead}</p>}
        </div>
        {actions && <div class="actions">{actions}</div>}
      </header>
      {children}
    </main>
  );
}

export interface PanelProps {
  readonly title?: string | undefined;
  readonly name?: string;
  readonly actions?: ComponentChildren;
  readonly children: ComponentChildren;
}

export function Panel({ title, name, actions, children }: PanelProps) {
  return (
    <section class="panel" data-panel={name} aria-label={title}>
      {(title || actions) && (
        <div class="panel-head">
          {title && <h2>{title}</h2>}
          {actions && <div class="actions">{actions}</div>}
        </div>
      )}
      {children}
    </section>
  );
}

export interface AnswerProps<Result> {
  readonly asked: Pick<Asked<Result>, 'data' | 'error' | 'reload'>;
  readonly children: (data: Result) => ComponentChildren;
  /** How many grey lines stand in for what is awaited. */
  readonly lines?: number;
}

/** What was asked for, or the grey of what is awaited, or why it did not come. */
export function Answer<Result>({ asked, children, lines = 4 }: AnswerProps<Result>) {
  const { data, error, reload } = asked;
  return (
    <>
      {error && <Problem error={error} hasOlder={data !== null} onRetry={reload} />}
      {data !== null && children(data)}
      {data === null && !error && <Skeleton lines={lines} />}
    </>
  );
}

export function Skeleton({ lines }: { readonly lines: number }) {
  return (
    <div class="skeleton" role="status" aria-label="Loading">
      {Array.from({ length: lines }, (_, index) => (
        <span key={index} />
      ))}
    </div>
  );
}

export interface ProblemProps {
  readonly error: GatewayError;
  /** Whether something is shown that came before. */
  readonly hasOlder: boolean;
  readonly onRetry: () => void;
}

/** Why an answer did not come, and what to do. */
export function Problem({ error, hasOlder, onRetry }: ProblemProps) {
  return (
    <div class="message bad" role="alert">
      <Icon name="warning" />
      <div>
        <p>
          <strong>{error.message}</strong> {error.whatToDo}
        </p>
        {hasOlder && <p>What is shown is what came before that.</p>}
        <p class="small">
          <code>{error.code}</code>
          {error.requestId && (
            <>
              {' · request '}
              <code>{error.requestId}</code>
            </>
          )}
        </p>
      </div>
      <button type="button" class="button" onClick={onRetry}>
        Try again
      </button>
    </div>
  );
}

/** Why a deed was not done, in the gateway's words. */
export function Refused({ refusal }: { readonly refusal: Refusal | null }) {
  if (!refusal) return null;
  return (
    <div class="message bad" role="alert">
      <Icon name="warning" />
      <p>
        <strong>{refusal.message}</strong> {refusal.whatToDo}
      </p>
    </div>
  );
}

export interface EmptyProps {
  readonly title: string;
  readonly children?: ComponentChildren;
}

/** Nothing to show, and the one thing to do about it. */
export function Empty({ title, children }: EmptyProps) {
  return (
    <div class="empty">
      <p>
        <strong>{title}</strong>
      </p>
      {children}
    </div>
  );
}

import { GatewayError, type LogEvent } from 'glucose-gateway-client';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { EventHistory, type EventType } from '#web/console/api/generated/operations.ts';
import { type Asked, askNow } from '#web/console/api/use-ask.ts';
import { gateway } from '#web/console/live/gateway.ts';
import { keepWatching } from '#web/console/live/keep-watching.ts';
import { soon } from '#web/console/live/soon.ts';
import { rowsPerPage } from '#web/console/parts/pages.tsx';
import { createStore, useStore } from '#web/console/store.ts';
import { every } from '#web/shared/platform.ts';
import {
  type EventList,
  type EventPage,
  type Hole,
  noEvents,
  withFirstPage,
  withHoleFilled,
  withNews,
  withWaitingShown,
} from './event-list.ts';

/** Which events a list holds: of whom, and from which instant to which. */
export interface EventFilter {
  readonly types: readonly EventType[];
  readonly userId: string | null;
  readonly from: string | null;
  readonly to: string | null;
}

/** A page of the log; of the first one also what comes while one looks. */
export interface ListedEvents {
  readonly asked: Pick<Asked<EventList>, 'data' | 'error' | 'reload'>;
  /** When the log was last skipped because it no longer went back to where the list stood. */
  readonly skippedToMs: number | null;
  showWaiting(): void;
  fill(hole: Hole): void;
}

interface State {
  readonly list: EventList | null;
  readonly error: GatewayError | null;
  readonly skippedToMs: number | null;
}

/** What comes is drawn at most four times a second, however much it is. */
const pauseMs = 250;
/** A hole is filled with so many events at once. */
const fillCount = 200;
const unwatchedMs = 20_000;

const nothing: State = { list: null, error: null, skippedToMs: null };

export function useEventList(
  filter: EventFilter,
  after: string | null,
  isFollowing: boolean,
): ListedEvents {
  const key = JSON.stringify([filter, after]);
  const following = useRef(isFollowing);
  following.current = isFollowing;
  const log = useMemo(() => createEventLog(filter, after, () => following.current), [key]);
  useEffect(log.follow, [log]);
  const { list, error, skippedToMs } = useStore(log.state);
  useEffect(() => {
    if (isFollowing) log.showWaiting();
  }, [log, isFollowing]);
  return { asked: { data: list, error, reload: log.reload }, skippedToMs, ...log };
}

function createEventLog(filter: EventFilter, before: string | null, isFollowing: () => boolean) {
  const state = createStore(nothing);
  const change = (facts: Partial<State>) => state.set({ ...state.get(), ...facts });
  const changeList = (to: (list: EventList) => EventList) =>
    change({ list: to(state.get().list ?? noEvents) });

  async function ask(
    stretch: { readonly first: number; readonly before: string | null; readonly after?: string },
    take: (list: EventList, page: EventPage) => EventList,
  ): Promise<void> {
    try {
      const { events } = await askNow(EventHistory, { ...filter, ...stretch });
      const page = {
        events: events.edges.map(({ node }) => node),
        hasMore: events.pageInfo.hasNextPage,
      };
      changeList((list) => take(list, page));
      change({ error: null });
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      change({ error });
    }
  }

  const reload = () => void ask({ first: rowsPerPage, before }, withFirstPage);

  /** Watches first and asks then: nothing falls between the two. */
  function watch(): () => void {
    const came: LogEvent[] = [];
    let isUnwatched = false;
    let hasBeenLive = false;
    const take = soon(pauseMs, () =>
      changeList((list) => withNews(list, came.splice(0), isFollowing())),
    );
    const { userId, types } = filter;
    const stop = keepWatching<LogEvent>(
      (options) => gateway.events({ ...options, types, ...(userId ? { userId } : {}) }),
      {
        onEvent(event) {
          came.push(event);
          take.call();
        },
        onState({ name }) {
          if (name !== 'live') return;
          if (!hasBeenLive || isUnwatched) reload();
          hasBeenLive = true;
          isUnwatched = false;
        },
        onEnd({ reason }) {
          isUnwatched = true;
          if (reason === 'cursor-lost') change({ skippedToMs: gateway.nowMs() });
        },
      },
    );
    const endEvery = every(unwatchedMs, () => {
      if (isUnwatched && isFollowing()) reload();
    });
    return () => {
      endEvery();
      take.cancel();
      stop();
    };
  }

  return {
    state,
    reload,
    follow() {
      reload();
      // What is older than a page, or than an instant, does not change any more.
      return before === null && !filter.to ? watch() : undefined;
    },
    showWaiting: () => {
      if (state.get().list) changeList(withWaitingShown);
    },
    fill: (hole: Hole) =>
      void ask(
        { first: fillCount, before: hole.newer.cursor, after: hole.older.cursor },
        (list, page) => withHoleFilled(list, hole, page),
      ),
  };
}

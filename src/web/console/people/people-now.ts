import { useEffect, useRef, useState } from 'preact/hooks';
import {
  type ConnectionStateFragment,
  PeopleInList,
  type PeopleInListQuery,
  type PersonRowFragment,
} from '#web/console/api/generated/operations.ts';
import { askNow } from '#web/console/api/use-ask.ts';
import { gateway } from '#web/console/live/gateway.ts';
import { soon } from '#web/console/live/soon.ts';
import { watchStates } from '#web/console/live/states.ts';
import { listenToLog } from '#web/console/live/tail.ts';

type Known = PeopleInListQuery['users']['edges'][number]['node'];
type States = ReadonlyMap<string, readonly ConnectionStateFragment[]>;

/** Rows are drawn anew at most four times a second, however much comes. */
const pauseMs = 250;

/**
 * The rows of a page with what has happened to these people since: the log tells whom an event
 * concerns, and the gateway is asked for their newest reading; in which state they are is watched.
 */
export function usePeopleNow(rows: readonly PersonRowFragment[]): readonly PersonRowFragment[] {
  const [news, setNews] = useState<ReadonlyMap<string, Known>>(new Map());
  const shown = useRef(new Set<string>());
  shown.current = new Set(rows.map(({ id }) => id));
  useEffect(() => {
    for (const { latestSample } of rows) if (latestSample) gateway.hearAge(latestSample);
  }, [rows]);
  useEffect(() => followPeople(shown, (users) => setNews((before) => joined(before, users))), []);
  const states = useStates(rows);
  return rows.map((row) => merged(row, news.get(row.id), states.get(row.id)));
}

/** Of these people, once the gateway has told. */
function useStates(rows: readonly PersonRowFragment[]): States {
  const [states, setStates] = useState<States>(new Map());
  const ids = rows.map(({ id }) => id).toSorted();
  useEffect(() => {
    const forget = () => setStates(new Map());
    return watchStates(
      ids,
      (told) => {
        const news = told.map(({ userId, connections }) => [userId, connections] as const);
        setStates((before) => new Map([...before, ...news]));
      },
      forget,
    );
  }, [ids.join()]);
  return states;
}

function joined(before: ReadonlyMap<string, Known>, users: readonly Known[]) {
  return new Map([...before, ...users.map((user) => [user.id, user] as const)]);
}

function followPeople(
  shown: { readonly current: ReadonlySet<string> },
  onNews: (users: readonly Known[]) => void,
): () => void {
  const changed = new Set<string>();
  let isOver = false;
  let isAsking = false;
  const askSoon = soon(pauseMs, () => void askAll());

  async function askAll(): Promise<void> {
    if (isAsking) return;
    isAsking = true;
    const ids = [...changed];
    changed.clear();
    const users = await newestOf(ids).catch(() => []);
    isAsking = false;
    if (isOver) return;
    if (users.length > 0) onNews(users);
    if (changed.size > 0) askSoon.call();
  }

  const leave = listenToLog(({ userId }) => {
    if (userId === null || !shown.current.has(userId)) return;
    changed.add(userId);
    askSoon.call();
  });
  return () => {
    isOver = true;
    askSoon.cancel();
    leave();
  };
}

/** A page of the list holds no more people than one question may ask for. */
async function newestOf(ids: readonly string[]): Promise<readonly Known[]> {
  const { users } = await askNow(PeopleInList, { ids });
  return users.edges.map(({ node }) => node);
}

/** Whichever reading is newer; the dots of the row go on with it. */
function merged(
  row: PersonRowFragment,
  known: Known | undefined,
  connections = row.connections,
): PersonRowFragment {
  const newest = known?.latestSample;
  if (!newest || isOlder(newest, row.latestSample)) return { ...row, connections };
  const timeMs = Date.parse(newest.takenAt);
  const { timesMs, valuesMgDl } = row.glucoseSeries;
  const isThere = (timesMs.at(-1) ?? 0) >= timeMs;
  const glucoseSeries = {
    ...row.glucoseSeries,
    timesMs: [...timesMs, timeMs],
    valuesMgDl: [...valuesMgDl, newest.valueMgDl],
  };
  return {
    ...row,
    connections,
    latestSample: newest,
    glucoseSeries: isThere ? row.glucoseSeries : glucoseSeries,
  };
}

function isOlder(
  one: { readonly takenAt: string; readonly revision: number },
  other: { readonly takenAt: string; readonly revision: number } | null,
): boolean {
  if (!other) return false;
  if (one.takenAt !== other.takenAt) return one.takenAt < other.takenAt;
  return one.revision < other.revision;
}

import { useTold } from '#web/console/live/ticker.ts';
import { ageText } from '#web/console/rules/age.ts';

const daySeconds = 86_400;

/** An instant: how long ago within a day, else its date; the whole of it on the pointer. */
export function Moment({ at }: { readonly at: string }) {
  const text = useTold((nowMs) => momentText(at, nowMs), [at]);
  return (
    <time dateTime={at} title={`${localText(at)}\n${at}`}>
      {text}
    </time>
  );
}

function momentText(at: string, nowMs: number | null): string {
  if (nowMs === null) return shortText(at);
  const seconds = (nowMs - Date.parse(at)) / 1000;
  if (Math.abs(seconds) >= daySeconds) return shortText(at);
  return seconds >= 0 ? ageText(seconds) : `in ${ageText(-seconds).replace(' ago', '')}`;
}

const short = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
});
const long = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });
const exact = new Intl.DateTimeFormat(undefined, {
  ...{ day: 'numeric', month: 'short', hour12: false },
  ...{ hour: '2-digit', minute: '2-digit', second: '2-digit' },
});
const clock = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
});

export const shortText = (at: string | number) => short.format(new Date(at));
export const exactText = (at: string | number) => exact.format(new Date(at));
export const localText = (at: string | number) => long.format(new Date(at));
export const clockText = (at: string | number) => clock.format(new Date(at));

/** An instant by the clock of the reader, as an input of the browser takes it: to the minute. */
export function localInputText(at: string): string {
  const date = new Date(at);
  const localMs = date.getTime() - date.getTimezoneOffset() * 60_000;
  return new Date(localMs).toISOString().slice(0, 16);
}

import type { Reading } from '#web/link/api/answers.ts';
import { isOnItsWay } from '#web/link/flow/states.ts';
import { useLink } from '#web/link/link-context.ts';
import { NoticePicture } from '#web/link/pictures/notice.tsx';
import { TickPicture } from '#web/link/pictures/tick.tsx';
import type { Texts } from '#web/link/texts/en.ts';
import { Screen } from './screen.tsx';
import { WayBack } from './way-back.tsx';

/** The end: the first reading, where the team lets it be shown, and the way back. */
export function DoneScreen() {
  const { texts, teamName, state } = useLink();
  const { outcome, flow } = state;
  const name = flow.end?.state ?? 'FRESH';
  const words = texts.states[name];
  return (
    <Screen
      name="done"
      title={words.title}
      picture={isOnItsWay(name) ? <TickPicture /> : <NoticePicture />}
    >
      {outcome?.reading && <LastReading reading={outcome.reading} now={outcome.now} />}
      <p>{words.words}</p>
      {isOnItsWay(name) && <p>{texts.done.next(teamName)}</p>}
      <WayBack />
    </Screen>
  );
}

function LastReading({ reading, now }: { readonly reading: Reading; readonly now: string }) {
  const { texts } = useLink();
  const words = texts.done;
  const minutes = Math.floor((Date.parse(now) - Date.parse(reading.takenAt)) / 60_000);
  return (
    <div>
      <p class="soft">{words.reading}</p>
      <p class="reading">
        <strong>{valueText(reading, words)}</strong>
        <span class="arrow" aria-hidden="true">
          {reading.trendArrow}
        </span>
        {reading.range === 'IN_RANGE' && <span>{unitText(reading, texts)}</span>}
      </p>
      <p>{[words.trends[reading.trend], words.age(minutes)].filter(Boolean).join(', ')}</p>
    </div>
  );
}

function valueText(
  { range, valueMgDl }: Reading,
  { low, high }: { readonly low: string; readonly high: string },
): string {
  if (range === 'LOW') return low;
  return range === 'HIGH' ? high : String(valueMgDl);
}

function unitText({ valueMmolL }: Reading, { language, done }: Texts): string {
  const digits = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  const value = new Intl.NumberFormat(language.code, digits).format(valueMmolL);
  return `${done.unit} (${value} ${done.otherUnit})`;
}

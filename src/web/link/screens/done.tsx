import type { Reading } from '#web/link/api/answers.ts';
import { type History, isOnItsWay } from '#web/link/flow/states.ts';
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
  const history = flow.end?.history ?? null;
  if (history !== null) return <HistoryDone history={history} />;
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

/** Of who consented: their past, and no number that could be taken for one of now. */
function HistoryDone({ history }: { readonly history: History }) {
  const { texts, teamName, state } = useLink();
  const words = texts.history;
  const { outcome } = state;
  return (
    <Screen name="done" title={texts.states.FRESH.title} picture={<TickPicture />}>
      <p>{words[history].words}</p>
      {outcome?.reading && <LastReading reading={outcome.reading} now={outcome.now} isPast />}
      <p>{words.late}</p>
      <p>{words.next(teamName)}</p>
      <WayBack />
    </Screen>
  );
}

interface LastReadingProps {
  readonly reading: Reading;
  readonly now: string;
  /** Whether it is hours old by nature: where it went then says nothing of now. */
  readonly isPast?: boolean;
}

function LastReading({ reading, now, isPast = false }: LastReadingProps) {
  const { texts } = useLink();
  const words = texts.done;
  const minutes = Math.floor((Date.parse(now) - Date.parse(reading.takenAt)) / 60_000);
  return (
    <div>
      <p class="soft">{words.reading}</p>
      <p class="reading">
        <strong>{valueText(reading, words)}</strong>
        {!isPast && (
          <span class="arrow" aria-hidden="true">
            {reading.trendArrow}
          </span>
        )}
        {reading.range === 'IN_RANGE' && <span>{unitText(reading, texts)}</span>}
      </p>
      <p>
        {(isPast ? [] : [words.trends[reading.trend]])
          .concat(words.age(minutes))
          .filter(Boolean)
          .join(', ')}
      </p>
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

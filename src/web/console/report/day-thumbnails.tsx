import type { ReportQuery } from '#web/console/api/generated/operations.ts';
import { useUnit } from '#web/console/reader.ts';
import { levelText, type Point } from '#web/console/rules/amounts.ts';
import { bandsOf } from '#web/console/rules/bands.ts';
import { linesBetween, type Span } from '#web/console/rules/line.ts';
import { partText, wholePercents } from '#web/console/rules/percents.ts';

type User = NonNullable<ReportQuery['user']>;
type Day = User['glucoseDays'][number];

const width = 120;
const height = 48;
const mostMgDl = 320;
const yOf = (mgDl: number) => height - (Math.min(mostMgDl, Math.max(40, mgDl)) / mostMgDl) * height;

const ranges = [
  { band: 'low', top: yOf(70), bottom: height },
  { band: 'target', top: yOf(180), bottom: yOf(70) },
  { band: 'high', top: 0, bottom: yOf(180) },
] as const;

export interface DayThumbnailsProps {
  readonly user: User;
  readonly zone: string;
}

/** Each day by itself, a week a row: what the profile is made of. */
export function DayThumbnails({ user }: DayThumbnailsProps) {
  const { glucoseSeries, glucoseGaps, glucoseDays } = user;
  const points = glucoseSeries.timesMs.map((timeMs, index) => ({
    timeMs,
    mgDl: glucoseSeries.valuesMgDl[index] ?? 0,
  }));
  const gaps = glucoseGaps.map(({ from, to }) => ({
    fromMs: Date.parse(from),
    toMs: Date.parse(to),
  }));
  return (
    <>
      <svg class="unseen" aria-hidden="true">
        <defs>
          {ranges.map(({ band, top, bottom }) => (
            <clipPath key={band} id={`day-${band}`}>
              <rect x={0} y={top} width={width} height={bottom - top} />
            </clipPath>
          ))}
        </defs>
      </svg>
      <ul class="days">
        {glucoseDays.map((day) => (
          <DayThumbnail key={day.date} day={day} points={points} gaps={gaps} />
        ))}
      </ul>
    </>
  );
}

interface DayThumbnailProps {
  readonly day: Day;
  readonly points: readonly Point[];
  readonly gaps: readonly Span[];
}

const weekday = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  timeZone: 'UTC',
});

function DayThumbnail({ day, points, gaps }: DayThumbnailProps) {
  const unit = useUnit();
  const [fromMs, toMs] = [Date.parse(day.from), Date.parse(day.to)];
  const own = points.filter(({ timeMs }) => timeMs >= fromMs && timeMs < toMs);
  const path = linesBetween(own, gaps)
    .map((line) => {
      const at = ({ timeMs, mgDl }: Point) =>
        `${(((timeMs - fromMs) / (toMs - fromMs)) * width).toFixed(1)} ${yOf(mgDl).toFixed(1)}`;
      return `M${line.map(at).join('L')}`;
    })
    .join('');
  const inRange = day.banded ? wholePercents(bandsOf(day.banded)).target : null;
  const text = day.mean
    ? `${partText(inRange ?? 0, day.banded?.from70To180Percent ?? 0)} in range, mean ${levelText(day.mean.mgDl, unit)}`
    : 'no readings';
  return (
    <li>
      <strong>{weekday.format(new Date(`${day.date}T00:00:00Z`))}</strong>
      <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
        <rect class="ground" x={0} y={yOf(180)} width={width} height={yOf(70) - yOf(180)} />
        {ranges.map(({ band }) => (
          <path
            key={band}
            class="trace"
            data-band={band}
            clip-path={`url(#day-${band})`}
            d={path}
          />
        ))}
      </svg>
      <small class="soft">{text}</small>
    </li>
  );
}

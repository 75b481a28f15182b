import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ReportQuery } from '#web/console/api/generated/operations.ts';
import { useUnit } from '#web/console/reader.ts';
import { levelText, thresholdText } from '#web/console/rules/amounts.ts';
import { areaPath, linePath, profileHeight, profileWidth, xOf, yOf } from './profile-paths.ts';

type AmbulatoryProfile = NonNullable<ReportQuery['user']>['ambulatoryProfile'];

/** Each range of glucose with its colour: what lies in it takes that colour. */
const bands = [
  { band: 'very-low', fromMgDl: 0, toMgDl: 54 },
  { band: 'low', fromMgDl: 54, toMgDl: 70 },
  { band: 'target', fromMgDl: 70, toMgDl: 180 },
  { band: 'high', fromMgDl: 180, toMgDl: 250 },
  { band: 'very-high', fromMgDl: 250, toMgDl: profileHeight },
] as const;

const lines = [54, 70, 180, 250] as const;
const percentiles = ['p95', 'p75', 'p50', 'p25', 'p5'] as const;
const left = 48;
const right = 52;
const widthMax = left + profileWidth + right;
/** Below it, an hour in three has no room for its name. */
const threeHoursMin = 560;

/** Percentiles by time of day: the median, half of all days around it, and nine of ten. */
export function Profile({ profile }: { readonly profile: AmbulatoryProfile }) {
  const unit = useUnit();
  const { ref, width } = useWidth();
  const { mgDl, minutesOfDay } = profile;
  const outer = areaPath(minutesOfDay, mgDl.p5, mgDl.p95);
  const inner = areaPath(minutesOfDay, mgDl.p25, mgDl.p75);
  const median = linePath(minutesOfDay, mgDl.p50);
  const dayWidth = width - left - right;
  const stretch = dayWidth / profileWidth;
  const hourX = (hour: number) => xOf(hour * 60) * stretch;
  return (
    <figure class="profile" ref={ref}>
      <svg
        viewBox={`${-left} -12 ${width} ${profileHeight + 44}`}
        role="img"
        aria-label={summaryOf(profile, unit)}
      >
        <defs>
          {bands.map(({ band, fromMgDl, toMgDl }) => (
            <clipPath key={band} id={`profile-${band}`}>
              <rect
                x={0}
                y={yOf(toMgDl)}
                width={profileWidth}
                height={yOf(fromMgDl) - yOf(toMgDl)}
              />
            </clipPath>
          ))}
        </defs>
        <rect class="frame" x={0} y={0} width={dayWidth} height={profileHeight} />
        {hoursOf(width).map((hour) => (
          <g key={hour}>
            <line class="hour" x1={hourX(hour)} x2={hourX(hour)} y1={0} y2={profileHeight} />
            <text x={hourX(hour)} y={profileHeight + 22} text-anchor="middle">
              {String(hour % 24).padStart(2, '0')}:00
            </text>
          </g>
        ))}
        <g transform={`scale(${stretch} 1)`}>
          {bands.map(({ band }) => (
            <g key={band} clip-path={`url(#profile-${band})`} data-band={band}>
              <path class="outer" d={outer} />
              <path class="inner" d={inner} />
              <path class="median" d={median} />
            </g>
          ))}
        </g>
        {lines.map((each) => (
          <g key={each} class={each === 70 || each === 180 ? 'bound target' : 'bound'}>
            <line x1={0} x2={dayWidth} y1={yOf(each)} y2={yOf(each)} />
            <text x={-8} y={yOf(each) + 5} text-anchor="end">
              {thresholdText(each, unit)}
            </text>
          </g>
        ))}
        <Labels profile={profile} x={dayWidth + 8} />
      </svg>
      <figcaption class="soft small">
        {unit} by the clock of {profile.timeZone}. Bold: the median; dark: 25th to 75th percentile;
        light: 5th to 95th.
      </figcaption>
    </figure>
  );
}

function hoursOf(width: number): readonly number[] {
  return width < threeHoursMin ? [0, 6, 12, 18, 24] : [0, 3, 6, 9, 12, 15, 18, 21, 24];
}

/** How wide a figure is: it is drawn to that, so that its letters keep their size on a phone. */
function useWidth() {
  const ref = useRef<HTMLElement>(null);
  const [width, setWidth] = useState(widthMax);
  useLayoutEffect(() => {
    const figure = ref.current;
    if (!figure) return;
    const measure = () => setWidth(Math.min(widthMax, Math.max(left + right, figure.clientWidth)));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(figure);
    return () => observer.disconnect();
  }, []);
  return { ref, width };
}

interface LabelsProps {
  readonly profile: AmbulatoryProfile;
  readonly x: number;
}

/** Which percentile ends where, at the right edge; no two on top of each other. */
function Labels({ profile: { mgDl }, x }: LabelsProps) {
  let above = Number.NEGATIVE_INFINITY;
  return percentiles.map((name) => {
    const value = mgDl[name].findLast((each) => each !== null);
    if (value === undefined || value === null) return null;
    const y = Math.max(yOf(value) + 5, above + 15);
    above = y;
    return (
      <text key={name} x={x} y={y}>
        {name.slice(1)} %
      </text>
    );
  });
}

function summaryOf(
  { mgDl: { p50 }, minutesOfDay }: AmbulatoryProfile,
  unit: 'mg/dL' | 'mmol/L',
): string {
  const at = (hour: number) => {
    const value = p50[minutesOfDay.indexOf(hour * 60)] ?? null;
    const clock = `${String(hour).padStart(2, '0')}:00`;
    return value === null ? `none at ${clock}` : `${levelText(value, unit)} at ${clock}`;
  };
  return `Median glucose in ${unit} by time of day: ${[0, 6, 12, 18].map(at).join(', ')}.`;
}

import type { ReportQuery } from '#web/console/api/generated/operations.ts';
import { ScrollFrame } from '#web/console/parts/scroll-frame.tsx';
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

const hours = [0, 3, 6, 9, 12, 15, 18, 21, 24];
const lines = [54, 70, 180, 250] as const;
const percentiles = ['p95', 'p75', 'p50', 'p25', 'p5'] as const;
const left = 48;
const right = 52;

/** Percentiles by time of day: the median, half of all days around it, and nine of ten. */
export function Profile({ profile }: { readonly profile: AmbulatoryProfile }) {
  const unit = useUnit();
  const { mgDl, minutesOfDay } = profile;
  const outer = areaPath(minutesOfDay, mgDl.p5, mgDl.p95);
  const inner = areaPath(minutesOfDay, mgDl.p25, mgDl.p75);
  const median = linePath(minutesOfDay, mgDl.p50);
  const box = `${-left} -12 ${left + profileWidth + right} ${profileHeight + 44}`;
  return (
    <figure class="profile">
      <ScrollFrame name="profile-frame" label="Profile">
        <svg viewBox={box} role="img" aria-label={summaryOf(profile, unit)}>
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
          <rect class="frame" x={0} y={0} width={profileWidth} height={profileHeight} />
          {hours.map((hour) => (
            <g key={hour}>
              <line
                class="hour"
                x1={xOf(hour * 60)}
                x2={xOf(hour * 60)}
                y1={0}
                y2={profileHeight}
              />
              <text x={xOf(hour * 60)} y={profileHeight + 22} text-anchor="middle">
                {String(hour % 24).padStart(2, '0')}:00
              </text>
            </g>
          ))}
          {bands.map(({ band }) => (
            <g key={band} clip-path={`url(#profile-${band})`} data-band={band}>
              <path class="outer" d={outer} />
              <path class="inner" d={inner} />
              <path class="median" d={median} />
            </g>
          ))}
          {lines.map((each) => (
            <g key={each} class={each === 70 || each === 180 ? 'bound target' : 'bound'}>
              <line x1={0} x2={profileWidth} y1={yOf(each)} y2={yOf(each)} />
              <text x={-8} y={yOf(each) + 5} text-anchor="end">
                {thresholdText(each, unit)}
              </text>
            </g>
          ))}
          <Labels profile={profile} />
        </svg>
      </ScrollFrame>
      <figcaption class="soft small">
        {unit} by the clock of {profile.timeZone}. Bold: the median; dark: 25th to 75th percentile;
        light: 5th to 95th.
      </figcaption>
    </figure>
  );
}

/** Which percentile ends where, at the right edge; no two on top of each other. */
function Labels({ profile: { mgDl } }: { readonly profile: AmbulatoryProfile }) {
  let above = Number.NEGATIVE_INFINITY;
  return percentiles.map((name) => {
    const value = mgDl[name].findLast((each) => each !== null);
    if (value === undefined || value === null) return null;
    const y = Math.max(yOf(value) + 5, above + 15);
    above = y;
    return (
      <text key={name} x={profileWidth + 8} y={y}>
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

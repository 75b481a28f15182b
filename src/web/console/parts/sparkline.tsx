import { bandOf } from '#web/console/rules/amounts.ts';

export interface SparklineProps {
  readonly timesMs: readonly number[];
  readonly valuesMgDl: readonly number[];
  readonly fromMs: number;
  readonly toMs: number;
}

const width = 120;
const height = 32;
const lowestMgDl = 40;
const highestMgDl = 300;

/** The last hours as dots on the band from 70 to 180: where there is no dot, there is no reading. */
export function Sparkline({ timesMs, valuesMgDl, fromMs, toMs }: SparklineProps) {
  const x = (timeMs: number) => ((timeMs - fromMs) / (toMs - fromMs)) * width;
  return (
    <svg class="sparkline" viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <rect class="target" x={0} y={yOf(180)} width={width} height={yOf(70) - yOf(180)} />
      {timesMs.map((timeMs, index) => {
        const mgDl = valuesMgDl[index] ?? 0;
        return timeMs < fromMs ? null : (
          <circle key={timeMs} data-band={bandOf(mgDl)} cx={x(timeMs)} cy={yOf(mgDl)} r={1.4} />
        );
      })}
    </svg>
  );
}

function yOf(mgDl: number): number {
  const held = Math.min(highestMgDl, Math.max(lowestMgDl, mgDl));
  const share = (held - lowestMgDl) / (highestMgDl - lowestMgDl);
  return Math.round((height - 2 - share * (height - 4)) * 10) / 10;
}

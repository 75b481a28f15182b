import { useUnit } from '#web/console/reader.ts';
import { thresholdText } from '#web/console/rules/amounts.ts';
import {
  type BandName,
  type Bands,
  bandNames,
  partText,
  wholePercents,
} from '#web/console/rules/percents.ts';

/** As the API gives them. */
export interface BandedPercents {
  readonly below54Percent: number;
  readonly from54To69Percent: number;
  readonly from70To180Percent: number;
  readonly from181To250Percent: number;
  readonly above250Percent: number;
}

export const bandsOf = (banded: BandedPercents): Bands => ({
  veryLow: banded.below54Percent,
  low: banded.from54To69Percent,
  target: banded.from70To180Percent,
  high: banded.from181To250Percent,
  veryHigh: banded.above250Percent,
});

export const bandClasses: Readonly<Record<BandName, string>> = {
  veryLow: 'very-low',
  low: 'low',
  target: 'target',
  high: 'high',
  veryHigh: 'very-high',
};

export const bandTexts: Readonly<Record<BandName, string>> = {
  veryLow: 'Very low',
  low: 'Low',
  target: 'In range',
  high: 'High',
  veryHigh: 'Very high',
};

/** The bounds of a band in words. */
export function boundsText(band: BandName, unit: 'mg/dL' | 'mmol/L'): string {
  const at = (mgDl: number) => thresholdText(mgDl, unit);
  const texts: Readonly<Record<BandName, string>> = {
    veryLow: `below ${at(54)}`,
    low: `${at(54)} to ${unit === 'mg/dL' ? '69' : '3.8'}`,
    target: `${at(70)} to ${at(180)}`,
    high: `${unit === 'mg/dL' ? '181' : '10.1'} to ${at(250)}`,
    veryHigh: `above ${at(250)}`,
  };
  return texts[band];
}

/** Time in range as a bar and in words: whole percents that make 100. */
export function RangeBar({ banded }: { readonly banded: BandedPercents | null }) {
  const unit = useUnit();
  if (!banded) return <p class="soft">There are no readings to tell it from.</p>;
  const exact = bandsOf(banded);
  const whole = wholePercents(exact);
  return (
    <div class="range-bar">
      <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
        <Parts exact={exact} />
      </svg>
      <dl>
        {bandNames.toReversed().map((name) => (
          <div key={name} data-band={bandClasses[name]}>
            <dt>
              <span class="swatch" /> {bandTexts[name]}
              <small>{boundsText(name, unit)}</small>
            </dt>
            <dd>{partText(whole[name], exact[name])}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function Parts({ exact }: { readonly exact: Bands }) {
  let left = 0;
  return bandNames.map((name) => {
    const x = left;
    left += exact[name];
    return (
      <rect
        key={name}
        data-band={bandClasses[name]}
        x={x}
        y={0}
        width={Math.max(0, exact[name])}
        height={10}
      />
    );
  });
}

import { useUnit } from '#web/console/reader.ts';
import {
  type BandedPercents,
  bandClasses,
  bandsOf,
  bandTexts,
  boundsText,
} from '#web/console/rules/bands.ts';
import { type Bands, bandNames, partText, wholePercents } from '#web/console/rules/percents.ts';

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

import type { ReadingFragment } from '#web/console/api/generated/operations.ts';
import { useAgeSeconds } from '#web/console/live/ticker.ts';
import { useUnit } from '#web/console/reader.ts';
import { absenceTexts } from '#web/console/rules/absence.ts';
import { ageRulesOf, ageText, delayText, freshnessOf } from '#web/console/rules/age.ts';
import { bandOf, levelText } from '#web/console/rules/amounts.ts';
import { clockText } from './moment.tsx';

export interface ReadingProps {
  /** Null where there is no reading at all: then nothing stands for a value. */
  readonly reading: Pick<ReadingFragment, 'takenAt' | 'valueMgDl' | 'trendArrow'> | null;
  /** How old the newest reading of this person is even when all is well. */
  readonly delaySeconds: number;
  readonly isLarge?: boolean;
}

/** A value with where it is heading and how old it is, as far as its age lets it be taken for now. */
export function Reading({ reading, delaySeconds, isLarge = false }: ReadingProps) {
  const unit = useUnit();
  const ageSeconds = useAgeSeconds(reading?.takenAt ?? null);
  const size = isLarge ? ' large' : '';
  if (!reading) {
    return (
      <span class={`reading gone${size}`}>
        <span class="value">—</span> <span class="age">{absenceTexts['no-reading']}</span>
      </span>
    );
  }
  const { value, showsTrend } = ageRulesOf(ageSeconds, delaySeconds);
  const text = levelText(reading.valueMgDl, unit);
  const age = ageSeconds === null ? clockText(reading.takenAt) : ageText(ageSeconds);
  const isLateByNature = delaySeconds > 0;
  if (value === 'hidden') {
    return (
      <span class={`reading gone${size}`}>
        <span class="value">—</span>{' '}
        <span class="age">
          last {text}, {age}
        </span>
        {isLateByNature && <span class="delay">{delayText(delaySeconds)}</span>}
      </span>
    );
  }
  const isOfNow = value === 'plain';
  return (
    <span
      class={`reading ${freshnessOf(ageSeconds, delaySeconds)}${size}`}
      data-band={bandOf(reading.valueMgDl)}
    >
      {!isOfNow && <span class="age">{age}</span>}{' '}
      <span class="sign">
        <span class="value">{value === 'struck' ? <s>{text}</s> : text}</span>
        {showsTrend && reading.trendArrow !== '' && (
          <span class="arrow"> {withoutEmoji(reading.trendArrow)}</span>
        )}
      </span>{' '}
      {isOfNow && <span class="age">{age}</span>}
      {isLateByNature && <span class="delay">{delayText(delaySeconds)}</span>}
    </span>
  );
}

/** Some systems draw arrows as coloured pictures unless they are told not to. */
const withoutEmoji = (arrows: string) => arrows.replace(/./gu, '$&\uFE0E');

import type { PersonChartQuery } from '#web/console/api/generated/operations.ts';
import { useUnit } from '#web/console/reader.ts';
import { spanText } from '#web/console/rules/age.ts';
import { levelWithUnit } from '#web/console/rules/amounts.ts';
import { dayAndClockIn } from './zone.ts';

type Found = NonNullable<PersonChartQuery['user']>['glucoseEpisodes'];
type Episode = Found['low']['levelOne'][number];

const shownMax = 6;

export interface EpisodesProps {
  readonly episodes: Found;
  readonly zone: string;
}

/** Each stretch of at least 15 minutes below 70 or above 180 mg/dL; the newest first. */
export function Episodes({ episodes: { low, high }, zone }: EpisodesProps) {
  const unit = useUnit();
  const all = [
    ...low.levelOne.map((episode) => ({ ...episode, side: 'low' as const })),
    ...high.levelOne.map((episode) => ({ ...episode, side: 'high' as const })),
  ].toSorted((one, other) => (one.startAt < other.startAt ? 1 : -1));
  if (all.length === 0) return <p class="soft">None of 15 minutes or more.</p>;
  return (
    <>
      <ul class="episodes">
        {all.slice(0, shownMax).map((episode) => (
          <li key={episode.startAt + episode.side} data-band={bandOfEpisode(episode)}>
            <span class="swatch" />
            <span>
              <strong>{nameOf(episode)}</strong>, {spanText(episode.minutes * 60)}
              {episode.isCutOff && ' until readings end'}
              <small class="soft">
                {dayAndClockIn(zone, Date.parse(episode.startAt))}
                {episode.side === 'low' ? ', lowest ' : ', highest '}
                {levelWithUnit(episode.extreme.mgDl, unit)}
              </small>
            </span>
          </li>
        ))}
      </ul>
      {all.length > shownMax && <p class="soft small">And {all.length - shownMax} earlier ones.</p>}
    </>
  );
}

type Sided = Episode & { readonly side: 'low' | 'high' };

const nameOf = ({ side, reachesLevelTwo }: Sided) =>
  `${reachesLevelTwo ? 'Very ' : ''}${side}`.replace(/^./, (first) => first.toUpperCase());

const bandOfEpisode = ({ side, reachesLevelTwo }: Sided) =>
  reachesLevelTwo ? `very-${side}` : side;

import { Moment } from '#web/console/parts/moment.tsx';
import type { Connection } from './user.ts';

type Pull = NonNullable<Connection['historicalPull']>;

const dayMs = 86_400_000;

/** How far the time before the account was linked has come: it is fetched from its newest end. */
export function History({ pull }: { readonly pull: Pull }) {
  const { from, to, doneDownTo, sampleCount, endedAt } = pull;
  const toMs = Date.parse(to);
  const wholeDays = Math.max(1, Math.round((toMs - Date.parse(from)) / dayMs));
  const doneDays = Math.min(wholeDays, Math.floor((toMs - Date.parse(doneDownTo)) / dayMs));
  const readings = `${sampleCount.toLocaleString('en')} readings`;
  return (
    <div class="history" data-history={endedAt ? 'complete' : 'coming'}>
      <p>
        <strong>History</strong>{' '}
        {endedAt ? (
          <span class="soft">
            of {wholeDays} days is complete: {readings}, <Moment at={endedAt} />
          </span>
        ) : (
          <span class="soft">
            is being fetched, newest first: {doneDays} of {wholeDays} days, {readings} so far
          </span>
        )}
      </p>
      {!endedAt && <progress max={wholeDays} value={doneDays} aria-label="Days of history here" />}
    </div>
  );
}

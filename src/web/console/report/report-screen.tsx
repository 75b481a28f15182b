import { useMemo } from 'preact/hooks';
import { Link, type RouteComponentProps } from 'wouter';
import {
  PersonOfReport,
  type PersonOfReportQuery,
  Report,
  type ReportQuery,
} from '#web/console/api/generated/operations.ts';
import { useAsk } from '#web/console/api/use-ask.ts';
import { nowMs } from '#web/console/live/now.ts';
import { Icon } from '#web/console/parts/icon.tsx';
import { useFilters } from '#web/console/parts/pages.tsx';
import { Answer, Empty, Panel, Screen } from '#web/console/parts/screen.tsx';
import { dayIn, myZone } from '#web/console/person/zone.ts';
import { userIdOf } from '#web/console/places.ts';
import { useUnit } from '#web/console/reader.ts';
import { daysCsv, saveFile } from './csv.ts';
import { DayThumbnails } from './day-thumbnails.tsx';
import { type GoalsName, goalsNameOf, goalsNames, goalsTexts, pregnancyRange } from './goals.ts';
import { Metrics } from './metrics.tsx';
import { type Period, periodOf } from './period.ts';
import { Profile } from './profile.tsx';
import { ReadingsFile } from './readings-file.tsx';
import './report.css';
import { Sufficiency } from './sufficiency.tsx';
import { TimeInRanges } from './time-in-ranges.tsx';

type User = NonNullable<ReportQuery['user']>;

export default function ReportScreen({ params }: RouteComponentProps<Record<string, string>>) {
  const part = params.id ?? '';
  const asked = useAsk(PersonOfReport, { id: userIdOf(part) });
  const user = asked.data?.user;
  if (user) return <ReportOf part={part} person={user} />;
  return (
    <Screen name="report" title={asked.data ? 'There is no such person' : 'Report'}>
      <Answer asked={asked} lines={8}>
        {() => <Empty title="No person of this team has that id." />}
      </Answer>
    </Screen>
  );
}

interface ReportOfProps {
  readonly part: string;
  readonly person: NonNullable<PersonOfReportQuery['user']>;
}

const iso = (timeMs: number) => new Date(timeMs).toISOString();

/** 14 whole days by the wearer's clock, on one page. */
function ReportOf({ part, person }: ReportOfProps) {
  const { clientUserId: name, glucoseGoals: ownGoals } = person;
  const zone = person.timeZone ?? myZone;
  const filters = useFilters();
  const ago = Math.max(0, Number.parseInt(filters.get('ago') ?? '0', 10) || 0);
  const period = useMemo(() => periodOf(zone, nowMs(), ago), [zone, ago]);
  const goals = goalsNameOf(filters.get('goals'), ownGoals);
  const asked = useAsk(Report, {
    id: userIdOf(part),
    from: iso(period.fromMs),
    statisticsFrom: iso(period.statisticsFromMs),
    to: iso(period.toMs),
    timeZone: zone,
    ranges: [pregnancyRange],
  });
  const user = asked.data?.user ?? null;
  return (
    <Screen
      name="report"
      title={`Report of ${name}`}
      lead={`${dayIn(zone, period.fromMs)} to ${dayIn(zone, period.toMs - 1)}, 14 days by the clock of ${zone}`}
      above={
        <Link href={`/people/${part}`} class="back">
          <Icon name="back" />
          {name}
        </Link>
      }
      actions={user && <Deeds user={user} period={period} zone={zone} />}
    >
      <div class="filters no-print">
        <button type="button" class="button" onClick={() => filters.set({ ago: String(ago + 1) })}>
          14 days before
        </button>
        {ago > 0 && (
          <button
            type="button"
            class="button"
            onClick={() => filters.set({ ago: ago === 1 ? null : String(ago - 1) })}
          >
            14 days after
          </button>
        )}
        <GoalsPicker
          chosen={goals}
          own={goalsNames[ownGoals]}
          onChoose={(each) => filters.set({ goals: each })}
        />
      </div>
      <Answer asked={asked} lines={10}>
        {({ user: found }) => found && <Sheet user={found} goals={goals} zone={zone} />}
      </Answer>
    </Screen>
  );
}

interface GoalsPickerProps {
  readonly chosen: GoalsName;
  /** Which are used where the address names none. */
  readonly own: GoalsName;
  readonly onChoose: (name: string | null) => void;
}

function GoalsPicker({ chosen, own, onChoose }: GoalsPickerProps) {
  return (
    <label>
      <span class="unseen">Goals</span>
      <select
        class="picker"
        value={chosen}
        onChange={({ currentTarget: { value } }) => onChoose(value === own ? null : value)}
      >
        {Object.entries(goalsTexts).map(([name, text]) => (
          <option key={name} value={name}>
            Goals: {text}
          </option>
        ))}
      </select>
    </label>
  );
}

interface DeedsProps {
  readonly user: User;
  readonly period: Period;
  readonly zone: string;
}

function Deeds({ user, period, zone }: DeedsProps) {
  const unit = useUnit();
  const name = `${user.clientUserId}-${iso(period.fromMs).slice(0, 10)}`;
  return (
    <div class="actions no-print">
      <button
        type="button"
        class="button"
        onClick={() => saveFile(`${name}-days.csv`, daysCsv(user, unit))}
      >
        <Icon name="download" />
        Days as CSV
      </button>
      <ReadingsFile name={`${name}-readings.csv`} {...{ user, period, zone }} />
      <button type="button" class="button main" onClick={() => print()}>
        <Icon name="print" />
        Print
      </button>
    </div>
  );
}

interface SheetProps {
  readonly user: User;
  readonly goals: GoalsName;
  readonly zone: string;
}

function Sheet({ user, goals, zone }: SheetProps) {
  const { glucoseStatistics: statistics, ambulatoryProfile, glucoseDays } = user;
  if (statistics.sampleCount === 0) {
    return <Empty title="There are no readings in these 14 days, so there is nothing to tell." />;
  }
  return (
    <>
      <Sufficiency statistics={statistics} />
      <div class="report-top">
        <Panel title="Time in ranges" name="time-in-ranges">
          <TimeInRanges statistics={statistics} goals={goals} />
        </Panel>
        <Panel title="Glucose metrics" name="metrics">
          <Metrics statistics={statistics} days={glucoseDays} />
        </Panel>
      </div>
      <Panel title="Ambulatory glucose profile" name="profile">
        <Profile profile={ambulatoryProfile} />
      </Panel>
      <Panel title="Daily profiles" name="days">
        <DayThumbnails user={user} zone={zone} />
      </Panel>
      <p class="soft small footnote">
        1 % of a day is about 15 minutes. Percentiles are those of each time of day over all days,
        not smoothed. Goals ({goalsTexts[goals]}) are those of the international consensus of 2019
        (doi 10.2337/dci19-0028), GMI that of 2018 (doi 10.2337/dc18-1581).
      </p>
    </>
  );
}

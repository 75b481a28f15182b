import { useEffect, useState } from 'preact/hooks';
import { Link, type RouteComponentProps } from 'wouter';
import { act, useDeed } from '#web/console/api/act.ts';
import {
  Endpoint,
  type EndpointFactsFragment,
  type EndpointQuery,
  SendTest,
} from '#web/console/api/generated/operations.ts';
import { useAsk } from '#web/console/api/use-ask.ts';
import { kindsText } from '#web/console/events/event-names.ts';
import { Icon } from '#web/console/parts/icon.tsx';
import { Moment } from '#web/console/parts/moment.tsx';
import { PersonLink } from '#web/console/parts/person-link.tsx';
import { Answer, Empty, Panel, Refused, Screen } from '#web/console/parts/screen.tsx';
import { Badge } from '#web/console/parts/state-badge.tsx';
import { announce } from '#web/shared/announcer.tsx';
import { DeliveriesPanel } from './deliveries-panel.tsx';
import { EndpointDeeds } from './endpoint-deeds.tsx';
import { disabledTexts, healthOf } from './health.ts';
import { Replays } from './replays.tsx';
import './webhooks.css';
import { SecretPanel } from './secret-panel.tsx';

const everyMs = 30_000;
const replayMs = 2_000;

export default function EndpointScreen({ params }: RouteComponentProps<Record<string, string>>) {
  const id = `WebhookEndpoint:${params.id}`;
  const [isReplaying, setReplaying] = useState(false);
  const asked = useAsk(Endpoint, { id }, { everyMs: isReplaying ? replayMs : everyMs });
  useEffect(() => setReplaying(hasReplay(asked.data)), [asked.data]);
  const endpoint = asked.data?.webhookEndpoint ?? null;
  return (
    <Screen
      name="endpoint"
      title={endpoint ? endpoint.description || hostOf(endpoint.url) : 'Endpoint'}
      above={
        <Link href="/webhooks" class="back">
          <Icon name="back" />
          Webhooks
        </Link>
      }
      actions={endpoint && <Test endpoint={endpoint} onDone={asked.reload} />}
    >
      <Answer asked={asked}>
        {({ webhookEndpoint, replays }) =>
          webhookEndpoint ? (
            <>
              <div class="columns">
                <FactsPanel
                  endpoint={webhookEndpoint}
                  activity={webhookEndpoint.activity}
                  reload={asked.reload}
                />
                <SecretPanel endpoint={webhookEndpoint} reload={asked.reload} />
              </div>
              <Replays
                endpoint={webhookEndpoint}
                replays={replays.edges.map(({ node }) => node)}
                reload={asked.reload}
              />
              <DeliveriesPanel endpointId={webhookEndpoint.id} />
            </>
          ) : (
            <Empty title="There is no endpoint of that id. It may have been deleted." />
          )
        }
      </Answer>
    </Screen>
  );
}

/** Whether one is under way: its progress is to be seen. */
const hasReplay = (data: EndpointQuery | null) =>
  data?.replays.edges.some(({ node }) => node.finishedAt === null) ?? false;

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}

interface EndpointProps {
  readonly endpoint: EndpointFactsFragment;
  readonly activity: Activity;
  readonly reload: () => void;
}

type Activity = NonNullable<EndpointQuery['webhookEndpoint']>['activity'];

/** The last 24 hours in figures. */
function ActivityFacts({ activity }: { readonly activity: Activity }) {
  const { succeededCount, pendingCount, exhaustedCount } = activity;
  const { attemptCount, failedAttemptCount, medianMs, p95Ms } = activity;
  return (
    <dl class="facts">
      <dt>Last 24 hours</dt>
      <dd>
        {succeededCount} delivered, {pendingCount} pending, {exhaustedCount} given up
      </dd>
      <dt>Attempts</dt>
      <dd>
        {attemptCount}, {failedAttemptCount} of them failed
      </dd>
      {medianMs !== null && (
        <>
          <dt>Answers take</dt>
          <dd>
            {Math.round(medianMs)} ms (median)
            {p95Ms !== null && `, ${Math.round(p95Ms)} ms (95 of 100)`}
          </dd>
        </>
      )}
    </dl>
  );
}

function FactsPanel({ endpoint, activity, reload }: EndpointProps) {
  const { url, eventTypes, userId, failingSince, slowedUntil, disabledReason } = endpoint;
  return (
    <Panel title="Endpoint" name="endpoint">
      <div>
        <Badge {...healthOf(endpoint)} />{' '}
        <span class="soft small">
          {failingSince && (
            <>
              since <Moment at={failingSince} />
            </>
          )}
          {slowedUntil && (
            <>
              until <Moment at={slowedUntil} />
            </>
          )}
          {disabledReason && disabledTexts[disabledReason]}
        </span>
      </div>
      <dl class="facts">
        <dt>Address</dt>
        <dd>
          <code>{url}</code>
        </dd>
        <dt>Receives</dt>
        <dd>{kindsText(eventTypes)}</dd>
        {userId && (
          <>
            <dt>Only of</dt>
            <dd>
              <PersonLink userId={userId} />
            </dd>
          </>
        )}
        {endpoint.headerNames.length > 0 && (
          <>
            <dt>Own headers</dt>
            <dd>{endpoint.headerNames.join(', ')} (their values are not shown)</dd>
          </>
        )}
        {endpoint.ratePerSecond !== null && (
          <>
            <dt>At most</dt>
            <dd>{endpoint.ratePerSecond} a second</dd>
          </>
        )}
        <dt>Added</dt>
        <dd>
          <Moment at={endpoint.createdAt} />
        </dd>
      </dl>
      <ActivityFacts activity={activity} />
      <EndpointDeeds endpoint={endpoint} reload={reload} />
    </Panel>
  );
}

interface TestProps {
  readonly endpoint: EndpointFactsFragment;
  readonly onDone: () => void;
}

function Test({ endpoint, onDone }: TestProps) {
  const { isBusy, refusal, run } = useDeed();
  const send = () =>
    run(
      () => act(SendTest, { id: endpoint.id }),
      () => {
        announce('A test event is on its way.');
        onDone();
      },
    );
  return (
    <>
      <button type="button" class="button main" aria-disabled={isBusy} onClick={() => void send()}>
        Send a test event
      </button>
      <Refused refusal={refusal} />
    </>
  );
}

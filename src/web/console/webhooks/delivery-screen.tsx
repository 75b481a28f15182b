import { Fragment } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Link, type RouteComponentProps } from 'wouter';
import { act, useDeed } from '#web/console/api/act.ts';
import {
  Delivery,
  DeliveryBody,
  type DeliveryQuery,
  Resend,
} from '#web/console/api/generated/operations.ts';
import { useAsk } from '#web/console/api/use-ask.ts';
import { eventName } from '#web/console/events/event-names.ts';
import { Copy } from '#web/console/parts/copy.tsx';
import { Icon } from '#web/console/parts/icon.tsx';
import { Moment } from '#web/console/parts/moment.tsx';
import { Payload } from '#web/console/parts/payload.tsx';
import { PersonLink } from '#web/console/parts/person-link.tsx';
import { Answer, Empty, Panel, Refused, Screen } from '#web/console/parts/screen.tsx';
import { Badge } from '#web/console/parts/state-badge.tsx';
import { idInPath } from '#web/console/places.ts';
import { useSession } from '#web/console/session/use-session.ts';
import { deliveryLook, failureTexts } from './health.ts';
import './webhooks.css';

type Found = NonNullable<DeliveryQuery['delivery']>;

const pendingMs = 2_000;
const settledMs = 30_000;

/** What was sent of one event to one endpoint, what came back, and when it is tried next. */
export default function DeliveryScreen({ params }: RouteComponentProps<Record<string, string>>) {
  const id = decodeURIComponent(params.id ?? '');
  const [isPending, setPending] = useState(false);
  const asked = useAsk(Delivery, { id }, { everyMs: isPending ? pendingMs : settledMs });
  const delivery = asked.data?.delivery ?? null;
  useEffect(() => setPending(delivery?.state === 'PENDING'), [delivery]);
  return (
    <Screen
      name="delivery"
      title={delivery ? eventName(delivery.eventType) : 'Delivery'}
      above={
        <Link
          href={delivery ? `/webhooks/${idInPath(delivery.endpointId)}` : '/webhooks'}
          class="back"
        >
          <Icon name="back" />
          {delivery ? 'Endpoint' : 'Webhooks'}
        </Link>
      }
      actions={delivery && <SendAgain id={delivery.id} onDone={asked.reload} />}
    >
      <Answer asked={asked}>
        {({ delivery: found }) =>
          found ? (
            <>
              <div class="columns">
                <FactsPanel delivery={found} />
                <AttemptsPanel delivery={found} />
              </div>
              <RequestPanel delivery={found} />
            </>
          ) : (
            <Empty title="There is no delivery of that id, or it is no longer kept." />
          )
        }
      </Answer>
    </Screen>
  );
}

function SendAgain({ id, onDone }: { readonly id: string; readonly onDone: () => void }) {
  const { isBusy, refusal, run } = useDeed();
  return (
    <>
      <button
        type="button"
        class="button main"
        aria-disabled={isBusy}
        onClick={() => void run(() => act(Resend, { id }), onDone)}
      >
        Send again
      </button>
      <Refused refusal={refusal} />
    </>
  );
}

function FactsPanel({ delivery }: { readonly delivery: Found }) {
  const { eventId, userId, clientUserId, eventAppendedAt, nextAttemptAt, settledAt } = delivery;
  const mayReadEvents = useSession().scopes.includes('EVENTS');
  return (
    <Panel title="Delivery" name="delivery">
      <div>
        <Badge {...deliveryLook(delivery)} />
      </div>
      <dl class="facts">
        <dt>Event</dt>
        <dd>
          {mayReadEvents ? (
            <Link href={`/events?event=${eventId}`} class="mono">
              {eventId}
            </Link>
          ) : (
            <code>{eventId}</code>
          )}{' '}
          <Copy text={eventId} what="the id of the event" />
        </dd>
        <dt>Person</dt>
        <dd>
          <PersonLink userId={userId} name={clientUserId} />
        </dd>
        <dt>Written</dt>
        <dd>
          <Moment at={eventAppendedAt} />
        </dd>
        {nextAttemptAt && (
          <>
            <dt>Next attempt</dt>
            <dd>
              <Moment at={nextAttemptAt} />
            </dd>
          </>
        )}
        {settledAt && (
          <>
            <dt>Settled</dt>
            <dd>
              <Moment at={settledAt} />
            </dd>
          </>
        )}
      </dl>
    </Panel>
  );
}

/** The request as it was sent; the body is asked for only by whoever may read it. */
function RequestPanel({ delivery: { id, requestHeaders } }: { readonly delivery: Found }) {
  const { scopes } = useSession();
  const mayRead = scopes.includes('EVENTS');
  const asked = useAsk(DeliveryBody, { id }, { isSkipped: !mayRead });
  return (
    <Panel title="Request" name="request">
      <dl class="facts small">
        {requestHeaders.map(({ name, value }) => (
          <Fragment key={name}>
            <dt class="mono">{name}</dt>
            <dd class={value === null ? 'soft' : 'mono'}>{value ?? 'set for each request'}</dd>
          </Fragment>
        ))}
      </dl>
      {mayRead ? (
        <Answer asked={asked} lines={3}>
          {({ delivery }) => <Body text={delivery?.requestBody ?? null} />}
        </Answer>
      ) : (
        <p class="soft">The body is not for your role, which may not read events.</p>
      )}
    </Panel>
  );
}

function Body({ text }: { readonly text: string | null }) {
  if (text === null) return <p class="soft">The body is not kept any more.</p>;
  return <Payload text={text} what="Body" />;
}

function AttemptsPanel({ delivery: { attempts } }: { readonly delivery: Found }) {
  return (
    <Panel title="Attempts" name="attempts">
      {attempts.length === 0 && <p class="soft">None has ended yet.</p>}
      <ol class="attempts" reversed>
        {attempts.map(({ number, at, status, failure, durationMs, answerHead, answerHeaders }) => (
          <li key={at}>
            <Badge
              tone={failure ? 'bad' : 'good'}
              text={status === null ? 'No answer' : `Status ${status}`}
            />{' '}
            <span class="soft small">
              attempt {number}, <Moment at={at} />, {durationMs} ms
            </span>
            {failure && <p>{failureTexts[failure]}</p>}
            {status !== null && <AnswerOf {...{ answerHead, answerHeaders }} />}
          </li>
        ))}
      </ol>
    </Panel>
  );
}

/** What the receiver sent back: its headers, and the beginning of its body. */
function AnswerOf({
  answerHead,
  answerHeaders,
}: Pick<Found['attempts'][number], 'answerHead' | 'answerHeaders'>) {
  return (
    <details>
      <summary>Answer</summary>
      <dl class="facts small">
        {(answerHeaders ?? []).map(({ name, value }, index) => (
          <Fragment key={index}>
            <dt class="mono">{name}</dt>
            <dd class={value === null ? 'soft' : 'mono'}>{value ?? 'a cookie, not kept'}</dd>
          </Fragment>
        ))}
      </dl>
      {answerHeaders === null && <p class="soft small">Its headers were not kept.</p>}
      {answerHead ? (
        <pre class="payload">
          <code>{answerHead}</code>
        </pre>
      ) : (
        <p class="soft small">Its body was empty.</p>
      )}
    </details>
  );
}

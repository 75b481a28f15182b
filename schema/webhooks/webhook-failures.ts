import { builder, ErrorInterface, ExpectedFailure, InvalidArgument } from '#schema/kit';
import type { SettingProblem, UrlVerdict } from '#webhooks';

/** The expected failures of setting up and sending webhooks. */

type UrlProblem = Extract<UrlVerdict, { kind: 'bad-url' }>['problem'];

const urlProblems: Readonly<Record<UrlProblem, { reason: string; text: string }>> = {
  malformed: { reason: 'MALFORMED', text: 'is no absolute URL' },
  'too-long': { reason: 'TOO_LONG', text: 'is longer than 2,048 characters' },
  'not-https': { reason: 'NOT_HTTPS', text: 'is not https' },
  'has-credentials': { reason: 'HAS_CREDENTIALS', text: 'holds a user name or password' },
  'has-fragment': { reason: 'HAS_FRAGMENT', text: 'has a fragment, which is never sent' },
  'no-port': { reason: 'NO_PORT', text: 'names the port 0' },
  'forbidden-address': {
    reason: 'FORBIDDEN_ADDRESS',
    text: 'leads to an address that is not of the public internet',
  },
};

const UrlProblemEnum = builder.enumType('WebhookUrlProblem', {
  description: 'Why nothing can be sent to a URL.',
  values: Object.fromEntries(
    Object.values(urlProblems).map(({ reason, text }) => [
      reason,
      { value: reason, description: `The URL ${text}.` },
    ]),
  ) as Record<string, { value: string; description: string }>,
});

export class WebhookUrlRefused extends ExpectedFailure {
  readonly reason: string;
  constructor(problem: UrlProblem) {
    const { reason, text } = urlProblems[problem];
    super(
      'WEBHOOK_URL_REFUSED',
      `The URL ${text}.`,
      'Give an https URL of a public host, without user name, password or fragment. Operators ' +
        'can allow subnets of their own with WEBHOOK_ALLOWED_RANGES.',
      { argument: 'url', reason },
    );
    this.reason = reason;
  }
}

export class TooManyWebhookEndpoints extends ExpectedFailure {
  readonly max: number;
  constructor(max: number) {
    super(
      'TOO_MANY_WEBHOOK_ENDPOINTS',
      `The team has ${max} endpoints, which is as many as it may.`,
      'Delete one that is no longer needed, or let one receive what several do.',
      { max },
    );
    this.max = max;
  }
}

export class WebhookEndpointDisabled extends ExpectedFailure {
  constructor() {
    super(
      'WEBHOOK_ENDPOINT_DISABLED',
      'The endpoint is disabled, so nothing is sent to it.',
      'Enable it with updateWebhookEndpoint first.',
    );
  }
}

export class WebhookDeliveryInFlight extends ExpectedFailure {
  constructor() {
    super(
      'WEBHOOK_DELIVERY_IN_FLIGHT',
      'An attempt of this delivery is under way.',
      'Look at its outcome in half a minute, and send it again then if need be.',
    );
  }
}

export class WebhookEventGone extends ExpectedFailure {
  constructor() {
    super(
      'WEBHOOK_EVENT_GONE',
      'The event is no longer in the log: it was pruned, or erased with its user.',
      'Query what you need instead.',
    );
  }
}

export class TooManyWebhookReplays extends ExpectedFailure {
  readonly max: number;
  constructor(max: number) {
    super(
      'TOO_MANY_WEBHOOK_REPLAYS',
      `${max} replays to this endpoint are under way, which is as many as may be.`,
      'Wait until one has finished, or stop one.',
      { max },
    );
    this.max = max;
  }
}

builder.objectType(WebhookUrlRefused, {
  name: 'WebhookUrlRefused',
  description: 'Nothing can be sent to the URL. Nothing was changed.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    reason: t.field({
      type: UrlProblemEnum,
      description: 'Why not.',
      resolve: ({ reason }) => reason,
    }),
  }),
});

builder.objectType(TooManyWebhookEndpoints, {
  name: 'TooManyWebhookEndpoints',
  description: 'The team has as many endpoints as it may.',
  interfaces: [ErrorInterface],
  fields: (t) => ({ max: t.exposeInt('max', { description: 'How many it may have.' }) }),
});

builder.objectType(TooManyWebhookReplays, {
  name: 'TooManyWebhookReplays',
  description: 'As many replays to the endpoint are under way as may be.',
  interfaces: [ErrorInterface],
  fields: (t) => ({ max: t.exposeInt('max', { description: 'How many may be under way.' }) }),
});

const plain = [
  [WebhookEndpointDisabled, 'WebhookEndpointDisabled', 'The endpoint is disabled.'],
  [WebhookDeliveryInFlight, 'WebhookDeliveryInFlight', 'An attempt is under way.'],
  [WebhookEventGone, 'WebhookEventGone', 'The event is no longer in the log.'],
] as const;

for (const [failure, name, description] of plain) {
  builder.objectType(failure, { name, description, interfaces: [ErrorInterface] });
}

/** The InvalidArgument for a setting that was refused. */
export function settingFailure(problem: SettingProblem): InvalidArgument {
  switch (problem.kind) {
    case 'description-too-long':
      return new InvalidArgument('description', `at most ${problem.charactersMax} characters`);
    case 'no-event-types':
    case 'unknown-event-type':
      return new InvalidArgument('eventTypes', 'at least one type of event; null for all');
    case 'too-many-headers':
      return new InvalidArgument('headers', `at most ${problem.headersMax} headers`);
    case 'bad-header':
      return new InvalidArgument(
        'headers',
        'each name once, names and values as HTTP has them, values in printable ASCII of at most ' +
          `1,000 characters (see ${JSON.stringify(problem.name)})`,
      );
    case 'reserved-header':
      return new InvalidArgument(
        'headers',
        `no headers that the gateway sets itself (see ${JSON.stringify(problem.name)})`,
      );
    case 'rate-out-of-range':
      return new InvalidArgument('ratePerSecond', `a whole number from 1 to ${problem.rateMax}`);
  }
}

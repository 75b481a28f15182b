import { z } from 'zod';
import type { RecordedAnswer } from './recording-fetch.ts';

/**
 * What the hosted service's own document says of its answers: the keys that are always there, and
 * their types. What we add beside is let through.
 */
const instant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/);
const source = z.looseObject({ name: z.string(), slug: z.string(), logo: z.string() });
const user = z.looseObject({
  user_id: z.uuid(),
  team_id: z.uuid(),
  client_user_id: z.string(),
  created_on: instant,
  connected_sources: z.array(z.looseObject({ provider: source, created_on: instant, source })),
  fallback_time_zone: z
    .looseObject({ id: z.string(), source_slug: z.string(), updated_at: instant })
    .nullable(),
});
const done = z.looseObject({ success: z.literal(true) });
const sample = z.looseObject({
  timestamp: instant,
  timezone_offset: z.int().nullable(),
  type: z.null(),
  unit: z.literal('mmol/L'),
  value: z.number(),
});
const cursors = { next: z.string().nullable(), next_cursor: z.string().nullable() };
const connection = z.looseObject({
  ...source.shape,
  created_on: instant,
  status: z.string(),
  external_user_id: z.string().nullable(),
  error_details: z
    .looseObject({ error_type: z.string(), error_message: z.string(), errored_at: instant })
    .nullable(),
  resource_availability: z.record(
    z.string(),
    z.looseObject({ status: z.string(), scope_requirements: z.looseObject({}).nullable() }),
  ),
});
const refreshed = z.looseObject({
  success: z.literal(true),
  user_id: z.uuid(),
  refreshed_sources: z.array(z.string()),
  in_progress_sources: z.array(z.string()),
  failed_sources: z.array(z.string()),
});
const linkResult = z.looseObject({
  state: z.string(),
  redirect_url: z.string().nullable(),
  error_type: z.string().nullable(),
  error: z.string().nullable(),
  provider_mfa: z.looseObject({}).nullable(),
  provider: z.string(),
  connected: z.boolean(),
  provider_id: z.string().nullable(),
});
const group = z.looseObject({
  source: z.looseObject({ provider: z.string(), type: z.string(), slug: z.string() }),
  data: z.array(sample),
});
const attempt = z.looseObject({ timestamp: instant, status: z.enum(['success', 'failure']) });
const statistics = z.looseObject({
  glucose: z.looseObject({ last_attempt: attempt.nullable(), newest_data: instant.nullable() }),
});
const introspected = z.looseObject({
  user_id: z.uuid(),
  provider: z.record(z.string(), statistics),
});
const device = z.looseObject({
  ...{ id: z.string(), user_id: z.uuid(), provider: z.string(), source_type: z.string() },
  ...{ app_id: z.string().nullable(), device_manufacturer: z.string().nullable() },
  ...{ device_model: z.string().nullable(), device_version: z.string().nullable() },
  device_id: z.string().nullable(),
});
const pull = z.looseObject({
  status: z.enum(['success', 'failure', 'in_progress', 'scheduled', 'retrying']),
  ...{ range_start: instant.nullable(), range_end: instant.nullable() },
  timeline: z.looseObject({
    scheduled_at: instant,
    ...{ started_at: instant.nullable(), ended_at: instant.nullable() },
  }),
  ...{ release: z.string(), trace_id: z.string().nullable(), error_details: z.null() },
});
const pulled = z.looseObject({
  user_id: z.uuid(),
  provider: z.record(
    z.string(),
    z.looseObject({ pulled: z.record(z.string(), pull), not_pulled: z.array(z.string()) }),
  ),
});
const provider = z.looseObject({ name: z.string(), slug: z.string(), description: z.string() });
const linkProvider = provider.extend({
  ...{ id: z.int(), logo: z.string(), oauth_url: z.string().nullable() },
  auth_type: z.enum(['oauth', 'team_oauth', 'sdk', 'password', 'email', 'app', '']),
});
const exists = z.looseObject({ detail: z.looseObject({ error_type: z.string() }) });
const refusal = z.looseObject({
  detail: z.union([z.string(), z.looseObject({ error_message: z.string() }), z.array(z.unknown())]),
});

type Fact = readonly [call: RegExp, status: number, answer: z.ZodType];

const facts: readonly Fact[] = [
  [/^POST \/v2\/user$/, 200, user],
  [/^POST \/v2\/user$/, 400, exists],
  [/^GET \/v2\/user\/(resolve\/)?[^/]+$/, 200, user],
  [
    /^GET \/v2\/user$/,
    200,
    z.looseObject({ users: z.array(user), total: z.int(), offset: z.int(), limit: z.int() }),
  ],
  [/^PATCH \/v2\/user\/[^/]+$/, 204, z.null()],
  [/^DELETE \/v2\/user\/[^/]+(\/[^/]+)?$/, 200, done],
  [/^POST \/v2\/user\/undo_delete$/, 200, done],
  [/sign_in_token$/, 200, z.looseObject({ user_id: z.uuid(), sign_in_token: z.string() })],
  [/^GET \/v2\/user\/providers\//, 200, z.looseObject({ providers: z.array(connection) })],
  [/^POST \/v2\/user\/refresh\//, 200, refreshed],
  [/^POST \/v2\/user\/refresh\//, 202, refreshed],
  [
    /^POST \/v2\/user\/refresh\//,
    400,
    z.looseObject({ success: z.literal(false), user_id: z.uuid(), error: z.string() }),
  ],
  [/device$/, 200, z.array(device)],
  [
    /^POST \/v2\/link\/token$/,
    200,
    z.looseObject({ link_token: z.string(), link_web_url: z.string() }),
  ],
  [/^POST \/v2\/link\/provider\/password\//, 200, linkResult],
  [/^GET \/v2\/link\/providers$/, 200, z.array(linkProvider)],
  [
    /^GET \/v2\/providers$/,
    200,
    z.array(
      provider.extend({ logo: z.string().nullable(), supported_resources: z.array(z.string()) }),
    ),
  ],
  [
    /glucose\/grouped$/,
    200,
    z.looseObject({ groups: z.record(z.string(), z.array(group)), ...cursors }),
  ],
  [/glucose$/, 200, z.array(sample)],
  [/introspect\/resources$/, 200, z.looseObject({ data: z.array(introspected), ...cursors })],
  [/historical_pull$/, 200, z.looseObject({ data: z.array(pulled), ...cursors })],
];

/** Where there is an app at Dexcom. */
const factsOfConsent: readonly Fact[] = [
  [/^GET \/v2\/link\/provider\/oauth\//, 200, linkProvider.extend({ oauth_url: z.url() })],
];

/** In what the answers differ from the facts; and which facts no answer has shown. */
export function differencesFromHosted(answers: readonly RecordedAnswer[]): readonly string[] {
  const unseen = facts.filter(
    ([call, of]) =>
      !answers.some(({ method, path, status }) => of === status && call.test(`${method} ${path}`)),
  );
  const missing = unseen.map(([call, status]) => `never seen: ${status} ${call}`);
  return [...faultsByHosted(answers), ...missing];
}

/** In what the answers differ from the facts. */
export function faultsByHosted(answers: readonly RecordedAnswer[]): readonly string[] {
  return answers.flatMap(({ method, path, status, body }) => {
    const fact = [...facts, ...factsOfConsent].find(
      ([call, of]) => of === status && call.test(`${method} ${path}`),
    );
    const said = fact?.[2] ?? (status >= 400 ? refusal : null);
    if (!said) return [`${method} ${path}: nothing is known of ${status}`];
    const { error } = said.safeParse(body);
    return (error?.issues ?? []).map(
      (issue) => `${method} ${path}: ${issue.path} ${issue.message}`,
    );
  });
}

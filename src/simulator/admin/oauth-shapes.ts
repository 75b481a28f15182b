import { z } from 'zod';
import { entryTypes, oauthCallKinds, products, realms, timeForms } from '#simulator/oauth';
import { account, instant } from './admin-shapes.ts';

/** What the arguments of orders about the OAuth API look like when they come as JSON. */
const realm = z.enum(realms);

export const client = z.strictObject({
  realm: realm.optional(),
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  redirectUris: z.array(z.string()).min(1),
  name: z.string().optional(),
  peopleMax: z.int().min(0).nullable().optional(),
});

export const oauthStyle = z.strictObject({
  holdMs: z.strictObject({ us: instant, eu: instant, jp: instant, sandbox: instant }).optional(),
  releaseEveryMs: z.number().min(0).optional(),
  bounds: z.enum(['start-inclusive', 'both-inclusive', 'extras']).optional(),
  order: z.enum(['newest-first', 'oldest-first', 'shuffled']).optional(),
  seconds: z.enum(['floor', 'round']).optional(),
  lastSyncTime: z.enum(['arrival', 'record']).optional(),
  edits: z.enum(['keep-id', 'new-id']).optional(),
  deletions: z.enum(['marked', 'absent']).optional(),
  recordIds: z.enum(['per-client', 'per-grant']).optional(),
  codeLifeMs: z.number().min(0).optional(),
  accessLifeMs: z.number().min(0).optional(),
  refreshLifeMs: z.number().min(0).nullable().optional(),
  refreshGraceMs: z.number().min(0).optional(),
  isGrantEndedByReuse: z.boolean().optional(),
  areTokensRevokedAtOnce: z.boolean().optional(),
  pkce: z.enum(['verified', 'ignored', 'refused']).optional(),
  hasErrorDescriptions: z.boolean().optional(),
  hasKeycloakFields: z.boolean().optional(),
  callsPerHourMax: z.int().min(0).optional(),
  retryAfterSeconds: z.int().min(0).nullable().optional(),
});

export const wearer = z.strictObject({
  account,
  product: z.enum(products).optional(),
  phone: z.enum(['iOS', 'android']).optional(),
  receiver: z
    .strictObject({
      uploadEveryMs: z.number().min(1000),
      driftMs: z.number(),
      isAlone: z.boolean(),
    })
    .nullable()
    .optional(),
  times: z.enum(timeForms).optional(),
  transmitterIds: z.enum(['hash', 'null', 'empty']).optional(),
  dataSinceMs: instant.nullable().optional(),
  hasDiary: z.boolean().optional(),
});

const effect = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('throttle'), retryAfterSeconds: z.int().min(0).optional() }),
  z.strictObject({ kind: z.literal('gateway-error'), status: z.int().min(400).max(599) }),
  z.strictObject({ kind: z.literal('status'), status: z.int().min(200).max(599) }),
  z.strictObject({
    kind: z.literal('error'),
    error: z.string(),
    status: z.int().min(400).max(599).optional(),
  }),
  z.strictObject({ kind: z.literal('lost-answer') }),
  z.strictObject({ kind: z.literal('truncated') }),
  z.strictObject({ kind: z.literal('malformed-records') }),
  z.strictObject({ kind: z.literal('hang'), forMs: z.number().min(0).optional() }),
  z.strictObject({ kind: z.literal('reset') }),
  z.strictObject({ kind: z.literal('latency'), delayMs: z.number().min(0) }),
]);

export const oauthFault = z.strictObject({
  effect,
  account: account.optional(),
  realm: realm.optional(),
  calls: z.array(z.enum([...oauthCallKinds, 'data', 'code', 'refresh'])).optional(),
  count: z.int().min(1).optional(),
  fromMs: instant.optional(),
  untilMs: instant.optional(),
});

export const newEntry = z.strictObject({
  account,
  type: z.enum(entryTypes),
  subType: z.string().nullable().optional(),
  atMs: instant.optional(),
  recordedAtMs: instant.optional(),
  value: z.string().nullable().optional(),
  unit: z.string().nullable().optional(),
  visibleAtMs: instant.nullable().optional(),
});

export const entryChange = z.strictObject({
  account,
  key: z.string(),
  fromMs: instant.optional(),
  atMs: instant.optional(),
  value: z.string().optional(),
  isDeleted: z.boolean().optional(),
});

export const egvChange = z.strictObject({
  account,
  atMs: instant,
  valueMgDl: z.int().optional(),
  isDeleted: z.boolean().optional(),
  fromMs: instant.optional(),
});

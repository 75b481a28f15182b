import { z } from 'zod';
import { regions, trends } from '#simulator/people';

/** What the arguments of orders look like when they come as JSON. */
export const region = z.enum(regions).default('US');
const share = z.number().min(0).max(1);
export const instant = z.number();
const range = z.tuple([z.number(), z.number()]);
export const account = z.strictObject({ region, username: z.string() });
export const trend = z.enum(trends);

export const style = z.strictObject({
  errors: z.enum(['json', 'xml', 'dotnet']).optional(),
  dates: z.enum(['modern', 'slashed']).optional(),
  trends: z.enum(['string', 'int']).optional(),
  refusal: z.enum(['account-password-invalid', 'sso-internal-error']).optional(),
  lockoutSpelling: z.enum(['exceeed', 'exceeded']).optional(),
});

export const settings = {
  isSharing: z.boolean().optional(),
  followers: z.union([z.int().min(0).max(10), z.array(z.string()).max(10)]).optional(),
  isLegacy: z.boolean().optional(),
  sharingAnswers: z.enum(['plain', 'not-found', 'error']).optional(),
  visibilityDelayMs: z.number().min(0).optional(),
  visibility: z
    .strictObject({
      typicalMs: range.optional(),
      jitterMedianMs: z.number().min(0).optional(),
      jitterSigma: z.number().min(0).optional(),
      slowShare: share.optional(),
      slowMs: range.optional(),
    })
    .optional(),
  flaws: z
    .strictObject({
      missingShare: share.optional(),
      twiceShare: share.optional(),
      revisedShare: share.optional(),
      specialCodeShare: share.optional(),
      gapsPerDay: z.number().min(0).max(48).optional(),
      gapMs: range.optional(),
      backfilledShare: share.optional(),
    })
    .optional(),
  utcOffsetMinutes: z.int().min(-840).max(840).optional(),
  phoneClockErrorMs: z.number().optional(),
  systemTimeErrorMs: z.number().optional(),
  isDisplayTimeLocal: z.boolean().optional(),
  thinning: z
    .strictObject({ afterMs: z.number().min(0), every: z.int().min(1) })
    .nullable()
    .optional(),
  secondDevice: z
    .strictObject({
      apartMs: range.optional(),
      delayMs: z.number().min(0).optional(),
      share: share.optional(),
      hours: range.optional(),
    })
    .nullable()
    .optional(),
  style: style.optional(),
};

export const source = {
  person: z
    .strictObject({
      seed: z.int().optional(),
      profile: z.enum(['steady', 'typical', 'brittle']).optional(),
    })
    .optional(),
  trace: z
    .array(
      z.strictObject({
        atMs: instant,
        valueMgDl: z.int(),
        trend: trend.optional(),
        visibleAtMs: instant.nullable().optional(),
        revisions: z
          .array(
            z.strictObject({ visibleAtMs: instant, valueMgDl: z.int(), trend: trend.optional() }),
          )
          .optional(),
      }),
    )
    .optional(),
  traceOptions: z
    .strictObject({ shiftMs: z.number().optional(), isRepeated: z.boolean().optional() })
    .optional(),
  cadenceMs: z.number().min(1000).optional(),
  sensor: z
    .strictObject({
      jitterMs: z.number().min(0).optional(),
      lifeMs: z.number().min(3_600_000).nullable().optional(),
      warmUpMs: z.number().min(0).optional(),
      phaseMs: z.number().nullable().optional(),
    })
    .optional(),
};

const effect = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('throttle'),
    retryAfterSeconds: z.int().min(0).nullable().optional(),
    isRetryAfterDate: z.boolean().optional(),
  }),
  z.strictObject({ kind: z.literal('gateway-error'), status: z.int().min(400).max(599) }),
  z.strictObject({ kind: z.literal('bad-request') }),
  z.strictObject({ kind: z.literal('blocked') }),
  z.strictObject({ kind: z.literal('empty') }),
  z.strictObject({ kind: z.literal('truncated'), isCut: z.boolean().optional() }),
  z.strictObject({ kind: z.literal('slow'), overMs: z.number().min(0) }),
  z.strictObject({ kind: z.literal('hang'), forMs: z.number().min(0).nullable().optional() }),
  z.strictObject({ kind: z.literal('reset') }),
  z.strictObject({
    kind: z.literal('error'),
    code: z.string(),
    message: z.string().optional(),
    status: z.int().min(200).max(599).optional(),
  }),
  z.strictObject({ kind: z.literal('refuse-credentials') }),
  z.strictObject({ kind: z.literal('sign-on-failure') }),
  z.strictObject({ kind: z.literal('null-uuid') }),
  z.strictObject({
    kind: z.literal('latency'),
    delayMs: z.number().min(0),
    jitterMs: z.number().min(0).optional(),
  }),
]);

const calls = [
  'login',
  'read',
  'sharing',
  'time',
  'authenticate',
  'login-by-id',
  'login-by-name',
  'other',
] as const;

export const fault = z.strictObject({
  effect,
  account: account.optional(),
  region: z.enum(regions).optional(),
  calls: z.array(z.enum(calls)).optional(),
  probability: share.optional(),
  seed: z.int().optional(),
  count: z.int().min(1).optional(),
  fromMs: instant.optional(),
  untilMs: instant.optional(),
});

const named = { region, username: z.string().min(1) };
export const newAccount = z.strictObject({
  ...named,
  accountId: z.uuid().optional(),
  email: z.string().optional(),
  phone: z.string().optional(),
  password: z.string().min(1),
  ...settings,
  ...source,
});

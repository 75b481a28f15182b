import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { dateOf } from '#std/clock';
import { offsetTextOf } from '#std/iso-text';
import {
  canonicalTimeZone,
  countUsers,
  createUser,
  findUser,
  isBirthDate,
  isClientUserId,
  listUsers,
  renameUser,
  updateUser,
} from '#teams';
import { auditSourceOf, keyOf, type RestCall, type RestEnv, readInTurn } from './context.ts';
import {
  badRequest,
  invalid,
  keyRefusals,
  notFound,
  noUser,
  RestRefusal,
  tooManyUsers,
} from './refusal.ts';
import { needsKey } from './rights.ts';
import { answersOf, User, type UserAnswer, userCost, userOf } from './user-answer.ts';

/** The people of a team: created, found, listed and changed. */

const pageMax = 500;
const pageDefault = 100;
/** Whoever has more users than that pages them by GraphQL, whose cost does not grow with the place. */
const offsetMax = 1_000_000;

export const UserId = z.object({ user_id: z.uuid() });
const answered = (description: string) => ({
  description,
  content: { 'application/json': { schema: User } },
});

const UserFacts = z.object({
  fallback_time_zone: z.string().nullish().openapi({ example: 'Europe/Berlin' }),
  fallback_birth_date: z.string().nullish().openapi({ format: 'date' }),
  ingestion_start: z.string().nullish().openapi({ description: 'Refused: all is kept here.' }),
  ingestion_end: z.string().nullish().openapi({ description: 'Refused: all is kept here.' }),
});
const NewUser = UserFacts.extend({ client_user_id: z.string() }).openapi('NewUser');
const UserChange = UserFacts.extend({ client_user_id: z.string().nullish() }).openapi('UserChange');

const body = <Schema extends z.ZodType>(schema: Schema) => ({
  body: { content: { 'application/json': { schema } }, required: true },
});

const createRouteOfUser = createRoute({
  method: 'post',
  path: '/v2/user',
  ...needsKey('link'),
  request: body(NewUser),
  responses: { 200: answered('The new user.'), ...badRequest, ...keyRefusals },
});

const listRoute = createRoute({
  method: 'get',
  path: '/v2/user',
  ...needsKey('read'),
  request: {
    query: z.object({
      offset: z.coerce.number().int().min(0).max(offsetMax).default(0),
      limit: z.coerce.number().int().min(1).max(pageMax).default(pageDefault),
    }),
  },
  responses: {
    200: {
      description: 'A page of users, oldest first.',
      content: {
        'application/json': {
          schema: z.object({
            users: z.array(User),
            total: z.int(),
            offset: z.int(),
            limit: z.int(),
          }),
        },
      },
    },
    ...keyRefusals,
  },
});

const getRoute = createRoute({
  method: 'get',
  path: '/v2/user/{user_id}',
  ...needsKey('read'),
  request: { params: UserId },
  responses: { 200: answered('The user.'), ...notFound, ...keyRefusals },
});

const resolveRoute = createRoute({
  method: 'get',
  path: '/v2/user/resolve/{client_user_id}',
  ...needsKey('read'),
  request: { params: z.object({ client_user_id: z.string() }) },
  responses: { 200: answered('The user.'), ...notFound, ...keyRefusals },
});

const patchRoute = createRoute({
  method: 'patch',
  path: '/v2/user/{user_id}',
  ...needsKey('link'),
  request: { params: UserId, ...body(UserChange) },
  responses: {
    204: { description: 'The user is changed. What is not given stays, null takes away.' },
    ...badRequest,
    ...notFound,
    ...keyRefusals,
  },
});

export function addUsers(app: OpenAPIHono<RestEnv>): void {
  app.openapi(createRouteOfUser, async (call) => {
    const { client_user_id: clientUserId, ...given } = call.req.valid('json');
    const facts = factsOf(call, given);
    const { db, clock, services } = call.env;
    const { teamId } = keyOf(call);
    call.env.keepRunning();
    const creation = await createUser(db, clock, auditSourceOf(call), {
      teamId,
      clientUserId: checkedClientUserId(clientUserId),
      timeZone: facts.timeZone ?? null,
      birthDate: facts.birthDate ?? null,
      usersMax: services.quotas.usersMax,
    });
    if (creation.kind === 'created') return call.json(await answer(call, creation.user), 200);
    if (creation.kind === 'too-many-users') throw tooManyUsers(creation.usersMax);
    const { id, createdAt } = creation.existing;
    throw new RestRefusal(400, {
      error_type: 'INVALID_REQUEST',
      error_message: 'Client user id already exists.',
      user_id: id,
      created_on: offsetTextOf(createdAt),
    });
  });

  app.openapi(listRoute, async (call) => {
    const { offset, limit } = call.req.valid('query');
    const { db } = call.env;
    const { teamId } = keyOf(call);
    const page = await readInTurn(call, userCost * limit, async () => {
      const [listed, total] = await Promise.all([
        listUsers(db, { teamId, offset, limit }),
        countUsers(db, teamId),
      ]);
      return { users: await answersOf(db, teamId, listed), total };
    });
    return call.json({ ...page, offset, limit }, 200);
  });

  app.openapi(resolveRoute, async (call) => {
    const { client_user_id: clientUserId } = call.req.valid('param');
    const user = await findUser(call.env.db, keyOf(call).teamId, { clientUserId });
    if (!user) throw noUser();
    return call.json(await answer(call, user), 200);
  });

  app.openapi(getRoute, async (call) => {
    const user = await userOf(call, call.req.valid('param').user_id);
    return call.json(await answer(call, user), 200);
  });

  app.openapi(patchRoute, async (call) => {
    const { client_user_id: clientUserId, ...given } = call.req.valid('json');
    const change = factsOf(call, given);
    const { db, clock } = call.env;
    const { teamId } = keyOf(call);
    const { id: userId, ...user } = await userOf(call, call.req.valid('param').user_id);
    call.env.keepRunning();
    const source = auditSourceOf(call);
    if (typeof clientUserId === 'string' && clientUserId !== user.clientUserId) {
      const renamed = { teamId, userId, clientUserId: checkedClientUserId(clientUserId) };
      const renaming = await renameUser(db, clock, source, renamed);
      if (renaming === 'taken') throw invalid('Client user id already exists.');
    }
    if (!(await updateUser(db, clock, source, { teamId, userId, change }))) throw noUser();
    return call.body(null, 204);
  });
}

async function answer(call: RestCall, user: Parameters<typeof answersOf>[2][number]) {
  const [only] = await answersOf(call.env.db, keyOf(call).teamId, [user]);
  return only as UserAnswer;
}

function checkedClientUserId(text: string): string {
  if (!isClientUserId(text)) {
    throw invalid('client_user_id takes 1 to 255 characters that can be seen.');
  }
  return text;
}

/** What a team may say of a user, as it is kept; throws 400 for what is not kept as it is said. */
function factsOf(call: RestCall, given: z.infer<typeof UserFacts>) {
  const { fallback_time_zone: timeZone, fallback_birth_date: birthDate } = given;
  if (given.ingestion_start != null || given.ingestion_end != null) {
    throw invalid(
      'ingestion_start and ingestion_end are not kept here: all readings are ingested.',
    );
  }
  const known = typeof timeZone === 'string' ? canonicalTimeZone(timeZone) : timeZone;
  if (typeof timeZone === 'string' && known === null) {
    throw invalid('fallback_time_zone takes a name of the IANA database, like "Europe/Berlin".');
  }
  if (typeof birthDate === 'string' && !isDay(birthDate, dateOf(call.env.clock))) {
    throw invalid('fallback_birth_date takes a day from "1900-01-01" to today.');
  }
  return { timeZone: known, birthDate };
}

function isDay(text: string, now: Date): boolean {
  return z.iso.date().safeParse(text).success && isBirthDate(text, now);
}

import type { AccountRecord, Follower, Settings } from '#simulator/people';
import { newUuid, uuidOf } from '#simulator/people';
import { invalidArgument, otherError } from './application-error.ts';
import { type Call, type Endpoint, refuse } from './endpoint.ts';
import { withSession } from './read-endpoints.ts';
import {
  emptyResponse,
  htmlResponse,
  jsonResponse,
  nullUuid,
  type ShareResponse,
} from './share-response.ts';

/**
 * The publisher's side: whether sharing is on, who follows, and the calls by which the app changes
 * either. Nobody recorded their answers lately, so an account (or all of them) can also answer them
 * with 404 or 500; a client must take that for "unknown".
 */
type Handler = (call: Call, account: AccountRecord) => ShareResponse;

/** Dexcom lets a wearer invite ten. */
const followersMax = 10;
const invitationMs = 7 * 86_400_000;
const states = { accepted: 1, invited: 2 } as const;

const handlers: Readonly<Record<string, Handler>> = {
  'publisher/isremotemonitoringsessionactive': (_, { settings }) =>
    jsonResponse('data', settings.isSharing),
  'publisher/startremotemonitoringsession': (call, account) => {
    if (account.settings.isSharing) {
      const text = 'Publisher account already has an active monitoring session';
      return refuse(call, otherError('MonitoringSessionAlreadyActive', text));
    }
    return change(account, { isSharing: true });
  },
  'publisher/stopremotemonitoringsession': (_, account) => change(account, { isSharing: false }),
  'publisher/checkmonitoredreceiverassignmentstatus': () => jsonResponse('data', 'AssignedToYou'),
  'publisher/replacepublisheraccountmonitoredreceiver': () => emptyResponse(),
  'publisher/getmonitoredreceiveridifenabled': (_, { accountId }) =>
    jsonResponse('data', uuidOf(`${accountId}/receiver`)),
  'publisher/stopmonitoringreceiver': () => emptyResponse(),
  'general/updatepublisheraccountruntimeinfo': () => emptyResponse(),
  'publisher/listpublisheraccountsubscriptions': (_, account) => listSubscriptions(account),
  'publisher/doescontactexistbyname': (call, { settings }) => {
    const name = call.parameters('contactName');
    return jsonResponse(
      'data',
      settings.followers.some((follower) => follower.name === name),
    );
  },
  'publisher/createcontact': createContact,
  'publisher/createsubscriptioninvitation': createInvitation,
  'publisher/deletecontact': (call, account) => {
    const contactId = call.parameters('contactId');
    const { followers } = account.settings;
    return change(account, { followers: followers.filter((one) => one.contactId !== contactId) });
  },
  'publisher/readcontact': (call, { settings }) => {
    const contactId = call.parameters('contactId');
    const found = settings.followers.find((one) => one.contactId === contactId);
    if (!found) return refuse(call, invalidArgument('contactId'));
    const { name, email } = found;
    return jsonResponse('data', { ContactId: contactId, ContactName: name, EmailAddress: email });
  },
  'publisher/updatecontactname': (call, account) => {
    const contactId = call.parameters('contactId');
    const name = call.parameters('contactName') ?? '';
    const followers = account.settings.followers.map((one) =>
      one.contactId === contactId ? { ...one, name } : one,
    );
    return change(account, { followers });
  },
  'publisher/updatesubscriptionpermissions': () => emptyResponse(),
  'publisher/logoutpublisheraccount': (call) => {
    call.world.sessions.endOne(call.parameters('sessionId') ?? '');
    return emptyResponse();
  },
  'publisher/readpublisheraccountdisplayname': (_, { username }) => jsonResponse('data', username),
  'publisher/readpublisheraccountemail': (_, { email }) => jsonResponse('data', email ?? ''),
};

export const sharingEndpoints: Readonly<Record<string, Endpoint>> = Object.fromEntries(
  Object.entries(handlers).map(([name, handler]) => [name, guarded(handler)]),
);

/** Answers 404 or 500 where the account is set so; these say nothing about the session. */
export function guarded(handler: Handler): Endpoint {
  return {
    kind: 'sharing',
    takesGet: false,
    handle(call) {
      const answers = call.account?.settings.sharingAnswers ?? 'plain';
      if (answers === 'not-found') return htmlResponse(404, 'Not Found', '', 'not-found');
      if (answers === 'error') {
        return refuse(call, otherError('InternalServerError', 'An error has occurred'));
      }
      return withSession(call, (account) => handler(call, account));
    },
  };
}

function change(account: AccountRecord, changes: Partial<Settings>): ShareResponse {
  account.settings = { ...account.settings, ...changes };
  return emptyResponse();
}

function listSubscriptions({ settings }: AccountRecord): ShareResponse {
  const invited = settings.followers.filter(({ subscriptionId }) => subscriptionId !== null);
  const body = invited.map((follower) => writeSubscription(follower, settings.isSharing));
  return { status: 200, body: `[${body.join(',')}]`, family: 'data', outcome: 'ok' };
}

/** Written by hand for the backslashes of its dates. */
function writeSubscription(follower: Follower, isSharing: boolean): string {
  const invited = writeDate(follower.invitedAtMs);
  const { subscriberId } = follower;
  const text = JSON.stringify;
  return (
    `{"ContactId":${text(follower.contactId)},"ContactName":${text(follower.name)},` +
    `"DateTimeCreated":${invited},"DateTimeModified":${invited},` +
    `"DisplayName":${text(follower.name)},` +
    `"InviteExpires":${writeDate(follower.invitedAtMs + invitationMs)},` +
    `"IsEnabled":${subscriberId !== null},"IsMonitoringSessionActive":${isSharing},` +
    `"Permissions":1,"State":${subscriberId === null ? states.invited : states.accepted},` +
    `"SubscriberId":"${subscriberId ?? nullUuid}","SubscriptionId":"${follower.subscriptionId}"}`
  );
}

function writeDate(atMs: number): string {
  return `{"DateTime":"\\/Date(${atMs})\\/","OffsetMinutes":0}`;
}

function createContact(call: Call, account: AccountRecord): ShareResponse {
  const { followers } = account.settings;
  const name = call.parameters('contactName') ?? '';
  if (name === '') return refuse(call, invalidArgument('contactName'));
  if (followers.some((follower) => follower.name === name)) {
    const text = 'A contact of that name exists already';
    return refuse(call, otherError('ContactNameAlreadyExists', text));
  }
  if (followers.length >= followersMax) {
    return refuse(call, otherError('MaxContactsExceeded', 'There are ten contacts already'));
  }
  const contact: Follower = {
    contactId: newUuid(call.world.random),
    subscriptionId: null,
    subscriberId: null,
    name,
    email: call.parameters('emailAddress') ?? '',
    invitedAtMs: call.nowMs,
  };
  change(account, { followers: [...followers, contact] });
  return jsonResponse('data', contact.contactId);
}

function createInvitation(call: Call, account: AccountRecord): ShareResponse {
  const { followers } = account.settings;
  const contactId = call.parameters('contactId');
  const contact = followers.find((follower) => follower.contactId === contactId);
  if (!contact) return refuse(call, invalidArgument('contactId'));
  const subscriptionId = contact.subscriptionId ?? newUuid(call.world.random);
  const invited = { ...contact, subscriptionId, invitedAtMs: call.nowMs };
  change(account, { followers: followers.map((one) => (one === contact ? invited : one)) });
  return jsonResponse('data', subscriptionId);
}

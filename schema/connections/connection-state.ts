import { type ConnectionAction, type PresentState, presentStates, stateTexts } from '#connections';
import { builder, describedValues } from '#schema/kit';

export const ConnectionStateEnum = builder.enumType('ConnectionState', {
  description: 'Why there are readings, or why there are none. One at a time.',
  values: Object.fromEntries(
    presentStates.map((state) => [state, { value: state, description: stateTexts[state].meaning }]),
  ) as Record<PresentState, { value: PresentState; description: string }>,
});

const actionDescriptions: Readonly<Record<ConnectionAction, string>> = {
  CHECK_SHARING: 'Look whether Share is on with a follower, and the sensor past its warm-up.',
  CHECK_LOGIN_AND_APP:
    "Look whether the login is the wearer's own, and whether their app has Share at all.",
  CHECK_PHONE: 'Keep the phone near the sensor, and online.',
  CHECK_PHONE_AND_SENSOR: 'Look after the phone, the Dexcom app and the sensor.',
  CHECK_SENSOR: 'Look what the Dexcom app says of the error that the sensor tells.',
  TURN_ON_SHARING: 'Turn on Share in the Dexcom app.',
  INVITE_FOLLOWER: 'Invite a follower in the Dexcom app.',
  RECONNECT: 'Give the user name, password and region anew.',
  AVOID_LOGINS: 'Log in nowhere until the time shown.',
  SET_PHONE_CLOCK: 'Let the phone set its date and time by itself.',
  TELL_TEAM: 'Tell the team that runs this gateway.',
  CONNECT: 'Connect the account again, if readings are wanted.',
};

export const ConnectionActionEnum = builder.enumType('ConnectionAction', {
  description: 'What a person can do about the state of a connection.',
  values: describedValues(actionDescriptions),
});

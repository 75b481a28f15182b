import { afterAll, describe, expect, it } from 'vitest';
import { linkThroughApi, startGateway } from '#test/gateway';

const gateway = await startGateway({ config: { role: 'api' } });
afterAll(() => gateway.close());
const { simulator } = gateway;
const password = ' a password, as it is ';

const typedNames = {
  'with a blank behind it and capitals': ['Anna@Example.org ', { email: 'anna@example.org' }],
  'with a blank that does not break before it': ['\u00A0ben', { username: 'ben' }],
  'with a character of no width in it': ['car\u200Bla', { username: 'carla' }],
  'with a mark for text from right to left': ['\u200Fdaichi', { username: 'daichi' }],
  'with control characters': ['\u0000erik\u0007\t', { username: 'erik' }],
  'as a phone number with brackets and dashes': ['+1 (555) 010-0199', { phone: '+15550100199' }],
  'as a phone number from a list of contacts': [
    '\uFF0B1 (555) 010\u20110198',
    { phone: '+15550100198' },
  ],
  'as a phone number in full width': [
    '\uFF0B\uFF18\uFF11\u3000\uFF19\uFF10\uFF08\uFF15\uFF15\uFF09\uFF0D\uFF10\uFF11',
    { phone: '+81905501' },
  ],
  'with an accent of its own': ['rene\u0301', { username: 'ren\u00E9' }],
} as const;

describe('an account name', () => {
  it.each(Object.entries(typedNames))('%s is the name that was meant', async (how, [typed, is]) => {
    simulator.addAccount({ username: `account typed ${how}`, password, ...is });
    const { linked } = await linkThroughApi(gateway, { username: typed, password });
    expect(linked).toMatchObject({ __typename: 'LinkSuccess' });
  });

  it('has one budget, however it is typed', async () => {
    simulator.addAccount({ username: 'greta', password });
    const before = simulator.totals().requests;
    const first = await linkThroughApi(gateway, {
      username: 'greta',
      password: 'wrong',
      region: 'US',
    });
    expect(first.linked).toMatchObject({ __typename: 'CredentialsRefused' });
    const marked = ['\uFE0F', '\u034F', '\u3164', '\u2800'].map((mark) => `gre${mark}ta`);
    for (const username of ['gre\u200Bta', '\u00A0Greta', 'greta\u0007', ...marked]) {
      const again = await linkThroughApi(gateway, { username, password, region: 'US' });
      expect(again.linked).toMatchObject({ __typename: 'LinkThrottled' });
    }
    expect(simulator.totals().requests - before).toBe(1);
  });

  it.each([
    ['nothing', '', password],
    ['blanks', ' \u00A0 ', password],
    ['what nobody sees', '\u200B\u200F', password],
    ['fillers and marks alone', '\u3164\uFE0F\u2800', password],
    ['5,000 characters', 'x'.repeat(5_000), password],
    ['no password', 'hanna', ''],
    ['a password of 5,000 characters', 'hanna', 'x'.repeat(5_000)],
  ])('of %s is refused without a request', async (_, username, given) => {
    const before = simulator.totals().requests;
    const { linked } = await linkThroughApi(gateway, { username, password: given });
    expect(linked).toMatchObject({ __typename: 'InvalidArgument' });
    expect(simulator.totals().requests).toBe(before);
  });
});

import { afterAll, describe, expect, it } from 'vitest';
import { texts } from '#src/web/link/texts/en.ts';
import { linkUser } from '#test/gateway';
import { consentAt, createConsentRig } from './consent-rig.ts';
import { press } from './scenes.ts';

const rig = await createConsentRig();
afterAll(rig.close);

const anna = { username: 'anna', password: 'anna-password', region: 'US' as const };

describe('a wearer who is linked by password, and adds their past', () => {
  it('says no at Dexcom, then yes, and is told how the past comes in', async () => {
    rig.simulator.addAccount(anna);
    const { userId } = await rig.newLink();
    await linkUser(rig, userId, anna);
    const link = await rig.newLink({ userId, provider: 'DEXCOM_V3' });
    const opened = await rig.open(link);
    const { page } = opened;
    await press(page, texts.whose.mine);
    await page.getByRole('radio', { name: texts.region.US }).check();
    await press(page, texts.common.goOn);
    await press(page, texts.consent.go);
    await consentAt(page, anna, 'Do not allow');
    await page.getByRole('heading', { name: texts.problems.consentRefused.title }).waitFor();
    await press(page, texts.problems.tryAgain);
    await press(page, texts.consent.go);
    await consentAt(page, anna);
    await page.getByText(texts.history.here.words).waitFor();
    const session = await page.context().newCDPSession(page);
    const { entries } = await session.send('Page.getNavigationHistory');
    const addresses = entries.map(({ url }) => url).filter((url) => !url.includes('/v3/oauth2/'));
    expect(addresses.join(' ')).not.toContain('token');
    expect(addresses.join(' ')).not.toContain('attempt');
    expect(rig.troublesOf(opened)).toEqual([]);
  });
});

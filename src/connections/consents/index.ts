/**
 * Consents that wearers give at a provider's own page: `begin-consent` makes the address that sets
 * out, `open-start` leads to the provider, `take-consent` judges who comes back, once.
 */
export { beginConsent } from './begin-consent.ts';
export { type Consent, consentMs } from './consent.ts';
export { forgetConsents } from './forget-consents.ts';
export { openStart } from './open-start.ts';
export { takeConsent } from './take-consent.ts';

/**
 * Dexcom's OAuth API, and all that only it knows. `apps` says which app of the deployment asks in
 * which region, and where; `oauth-http` sends one request; `token-request` trades codes and refresh
 * tokens for token pairs, `data-request` reads with one; `egv-batch` makes readings of what comes;
 * `dexcom-oauth` is the provider. Promises: a refresh token is sent once and never cancelled half
 * way; no token, code or secret is in any answer for others, error or log line.
 */
export { createDexcomOAuth, type DexcomOAuthOptions } from './dexcom-oauth.ts';
export { dexcomOAuthFacts } from './facts.ts';
export { type OAuthRequestReport, oauthCalls, oauthOutcomes } from './oauth-http.ts';

/** API keys: made once in clear, kept as a hash, found by it, revoked. */
export { type ApiKey, hashOf, isApiKeySecret } from './api-key.ts';
export { type AuthenticationResult, authenticateApiKey } from './authenticate-api-key.ts';
export { type ApiKeyCreation, createApiKey } from './create-api-key.ts';
export { listApiKeys } from './list-api-keys.ts';
export { revokeApiKey } from './revoke-api-key.ts';

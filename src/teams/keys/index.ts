/** API keys: created, shown once, stored as a hash, authenticated by it, listed and revoked. */
export { type ApiKey, isApiKeySecret } from './api-key.ts';
export { type AuthenticationResult, authenticateApiKey } from './authenticate-api-key.ts';
export { boundRights } from './bound-rights.ts';
export {
  type ApiKeyCreation,
  createApiKey,
  MakerRevokedError,
  OutlivesMakerError,
  TooManyApiKeysError,
} from './create-api-key.ts';
export { findApiKeys } from './find-api-keys.ts';
export type { OpenedByKey } from './find-opened.ts';
export { listApiKeys } from './list-api-keys.ts';
export { noteKeyUse } from './note-key-use.ts';
export { noteRefusedKey } from './note-refused-key.ts';
export { type OpenedLinksHook, type RevokedKey, revokeApiKey } from './revoke-api-key.ts';

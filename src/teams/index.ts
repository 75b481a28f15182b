export {
  type Actor,
  type AnonymousActor,
  type ApiKeyActor,
  anonymous,
  type UserTokenActor,
  type UserTokenScope,
  userTokenScopes,
} from './actor.ts';

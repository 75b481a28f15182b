import { isUuid } from '#std/ids';
import { InvalidArgument } from './failures.ts';

/**
 * Global ids are readable: the type, a colon, and the thing's own id, mostly the UUID under which
 * webhooks and logs know it too (`User:0199…`). Where an argument can only mean one type, the bare
 * id is taken as well, so that the id out of a webhook works as it stands.
 */
export function encodeGlobalId(typeName: string, id: string): string {
  return `${typeName}:${id}`;
}

const globalIdPattern = /^([A-Z][A-Za-z]{0,63}):(.{1,255})$/;

/** Takes a global id of any type apart; throws InvalidArgument naming `argument`. */
export function decodeGlobalId(text: string, argument: string): { typename: string; id: string } {
  const [, typename, id] = globalIdPattern.exec(text) ?? [];
  if (!typename || !id) throw new InvalidArgument(argument, 'a global id like "User:<uuid>"');
  return { typename, id };
}

/**
 * The UUID that an id argument of one type means, in lower case; throws InvalidArgument for
 * anything else.
 */
export function idOf(text: string, typeName: string, argument: string): string {
  const prefix = `${typeName}:`;
  const id = text.startsWith(prefix) ? text.slice(prefix.length) : text;
  if (isUuid(id)) return id.toLowerCase();
  throw new InvalidArgument(argument, `the id of a ${typeName}, like "${typeName}:<uuid>"`);
}

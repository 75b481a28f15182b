/**
 * Where the gateway is that sent this page, which may be below a path of a proxy: the files of the
 * page lie in a folder of it, and know their own address.
 */
const ownAddress = import.meta.url;
export const gatewayRoot = new URL('..', ownAddress).pathname;

/** Below this are the addresses of the console's screens. */
export const consoleRoot = `${gatewayRoot}console`;

/** Where the session of the console counts; the API's own address takes no cookie. */
export const graphqlUrl = `${consoleRoot}/graphql`;
/** For people: the API's own page, with a key. */
export const graphiqlUrl = `${gatewayRoot}graphql`;
export const sessionUrl = `${consoleRoot}/session`;

/** Global ids name their type; in an address the rest is enough. */
export const idInPath = (globalId: string) => globalId.slice(globalId.indexOf(':') + 1);
export const userIdOf = (part: string) => `User:${part}`;

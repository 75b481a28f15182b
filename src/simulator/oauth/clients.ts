import type { Realm } from './realm.ts';

/** An application that is registered at a realm. Dexcom gives each realm its own pair of keys. */
export interface OAuthClient {
  readonly realm: Realm;
  readonly clientId: string;
  /** A new one voids the old at once. */
  readonly clientSecret: string;
  /** Compared byte for byte. */
  readonly redirectUris: readonly string[];
  /** What the wearer is asked to let in. */
  readonly name: string;
  /** Of the limited tier: 5. Null: as many as want. */
  readonly peopleMax: number | null;
}

export interface ClientOrder extends Partial<Pick<OAuthClient, 'name' | 'peopleMax'>> {
  readonly realm?: Realm;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUris: readonly string[];
}

export interface OAuthClients {
  /** One of the same realm and id is replaced. */
  put(order: ClientOrder): OAuthClient;
  find(realm: Realm, clientId: string): OAuthClient | null;
}

export function createOAuthClients(): OAuthClients {
  const clients = new Map<string, OAuthClient>();
  return {
    put({ realm = 'us', name = 'An application', peopleMax = null, ...order }) {
      const client = { realm, name, peopleMax, ...order };
      clients.set(`${realm}/${client.clientId}`, client);
      return client;
    },
    find: (realm, clientId) => clients.get(`${realm}/${clientId}`) ?? null,
  };
}

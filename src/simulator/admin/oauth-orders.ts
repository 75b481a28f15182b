import type {
  ClientOrder,
  Entry,
  EntryOrder,
  OAuthCall,
  OAuthClient,
  OAuthFaultRule,
  OAuthStyle,
  OAuthTotals,
  OAuthWorld,
  RecordChange,
  WearerSettings,
} from '#simulator/oauth';
import { entriesOf, findInRealm, realms, regionOfRealm } from '#simulator/oauth';
import type { AccountRecord, Region } from '#simulator/people';
import { type AccountRef, UnknownAccountError } from '#simulator/share';

/** The orders about the OAuth API. People of its sandbox are named by the region `US`. */
export interface OAuthOrders {
  /** Registers an application; one of the same realm and id is replaced. */
  addOAuthClient(order: ClientOrder): OAuthClient;
  setOAuthStyle(style: Partial<OAuthStyle>): void;
  /** Devices, the form of times, and whether a diary is kept; what is absent stays. */
  changeWearer(ref: AccountRef, changes: Partial<WearerSettings>): void;
  addOAuthFault(order: OAuthFaultOrder): void;
  clearOAuthFaults(): void;
  /** Ends access tokens before their time: of one account, or of all. Returns how many. */
  expireTokens(ref?: AccountRef): number;
  /** The wearer takes back every consent. Returns how many. */
  revokeGrants(ref: AccountRef): number;
  /** Returns the key of the entry, which later orders name. */
  addEntry(ref: AccountRef, entry: NewEntry): string;
  /** Edits or deletes an entry, from `fromMs` (now) on. */
  changeEntry(ref: AccountRef, change: EntryChange): void;
  /** Another value for the reading taken at `atMs`, or none, here alone, from `fromMs` (now) on. */
  changeEgv(ref: AccountRef, change: EgvChange): void;
  /** What is shown of a wearer's entries now, newest first. */
  entriesOf(ref: AccountRef, fromMs: number, toMs: number): readonly Entry[];
  /** The latest calls, oldest first. */
  oauthCalls(): readonly Readonly<OAuthCall>[];
  oauthTotals(): OAuthTotals;
  clearOAuthCalls(): void;
}

export interface OAuthFaultOrder extends Omit<OAuthFaultRule, 'account'> {
  readonly account?: AccountRef;
}

/** What is absent: now, in the unit of its type. */
export interface NewEntry extends Partial<Omit<EntryOrder, 'key'>> {
  readonly type: EntryOrder['type'];
}

export interface EntryChange extends Partial<RecordChange> {
  readonly key: string;
}

export interface EgvChange {
  readonly atMs: number;
  readonly valueMgDl?: number | undefined;
  readonly isDeleted?: boolean | undefined;
  readonly fromMs?: number | undefined;
}

const units: Readonly<Partial<Record<EntryOrder['type'], string>>> = {
  carbs: 'grams',
  insulin: 'units',
  exercise: 'minutes',
  bloodGlucose: 'mg/dL',
  calibration: 'mg/dL',
};

export function createOAuthOrders(oauth: OAuthWorld): OAuthOrders {
  const now = () => oauth.clock.nowMs();
  const wearer = (ref: AccountRef) => oauth.wearers.of(getWearer(oauth, ref));
  const change = (ref: AccountRef, key: string, made: RecordChange) => {
    const { changes } = wearer(ref);
    const all = [...(changes.get(key) ?? []), made];
    changes.set(
      key,
      all.sort((one, other) => one.fromMs - other.fromMs),
    );
  };
  return {
    addOAuthClient: (order) => oauth.clients.put(order),
    setOAuthStyle(style) {
      oauth.style = { ...oauth.style, ...style };
    },
    changeWearer(ref, changes) {
      const changed = wearer(ref);
      changed.settings = { ...changed.settings, ...changes };
    },
    addOAuthFault({ account, ...rule }) {
      oauth.faults.add(account ? { ...rule, account: getWearer(oauth, account) } : rule);
    },
    clearOAuthFaults: () => oauth.faults.clear(),
    expireTokens: (ref) => oauth.grants.expireAccess(ref ? getWearer(oauth, ref) : null),
    revokeGrants(ref) {
      const grants = oauth.grants.grantsOf(getWearer(oauth, ref));
      const living = grants.filter(({ isRevoked }) => !isRevoked);
      for (const grant of living) grant.isRevoked = true;
      return living.length;
    },
    addEntry(ref, entry) {
      const { entered } = wearer(ref);
      const { atMs = now() } = entry;
      const key = `${entry.type}/ordered-${entered.length + 1}`;
      const usual = { subType: null, value: null, unit: units[entry.type] ?? null };
      entered.push({ ...usual, recordedAtMs: atMs, visibleAtMs: null, ...entry, atMs, key });
      return key;
    },
    changeEntry: (ref, { key, ...made }) => change(ref, key, { fromMs: now(), ...made }),
    changeEgv(ref, { atMs, valueMgDl, isDeleted, fromMs = now() }) {
      const value = valueMgDl === undefined ? {} : { value: `${valueMgDl}` };
      change(ref, `${atMs}`, { fromMs, isDeleted, ...value });
    },
    entriesOf(ref, fromMs, toMs) {
      const { record } = wearer(ref);
      const span = { nowMs: now(), fromMs, toMs };
      return entriesOf(oauth, realmOf(record.region), wearer(ref), span);
    },
    oauthCalls: () => oauth.calls.list(),
    oauthTotals: () => oauth.calls.totals(),
    clearOAuthCalls: () => oauth.calls.clear(),
  };
}

function realmOf(region: Region) {
  return realms.find((realm) => regionOfRealm[realm] === region) ?? 'us';
}

function getWearer(oauth: OAuthWorld, { region, username }: AccountRef): AccountRecord {
  const found =
    findInRealm(oauth, realmOf(region), username) ?? findInRealm(oauth, 'sandbox', username);
  if (!found) throw new UnknownAccountError(`no such account in region ${region}`);
  return found;
}

import {
  type AccountRecord,
  type Flaws,
  type Follower,
  fixedVisibility,
  noFlaws,
  type SecondDevice,
  type Settings,
  type SharingAnswers,
  type Thinning,
  typicalVisibility,
  type Visibility,
  watch,
} from './account.ts';
import { seedOf, uuidOf } from './chance.ts';
import { createPerson, type Profile } from './person.ts';
import type { ReadingSource } from './reading.ts';
import type { Region } from './region.ts';
import { createSensor, defaultSensor, type SensorOptions } from './sensor.ts';
import type { Style } from './style.ts';
import { createTrace, type TraceOptions, type TracePoint } from './trace.ts';

export interface SettingsOptions {
  readonly isSharing?: boolean;
  /** Names of followers, or how many; one that has accepted unless given. */
  readonly followers?: number | readonly string[];
  /** LoginPublisherAccountByName gives a session; otherwise the null UUID under 200. */
  readonly isLegacy?: boolean;
  readonly sharingAnswers?: SharingAnswers;
  /** Shows every reading after exactly this long. Overrides `visibility`. */
  readonly visibilityDelayMs?: number;
  readonly visibility?: Partial<Visibility>;
  readonly flaws?: Partial<Flaws>;
  readonly utcOffsetMinutes?: number;
  readonly phoneClockErrorMs?: number;
  readonly systemTimeErrorMs?: number;
  readonly isDisplayTimeLocal?: boolean;
  readonly thinning?: Thinning | null;
  /** What is absent is as of a watch that tells each reading ten seconds later. */
  readonly secondDevice?: Partial<SecondDevice> | null;
  readonly style?: Partial<Style>;
}

/** Where readings come from: a person (the default) with a sensor, or a fixed trace. */
interface SourceOptions {
  readonly person?: { readonly seed?: number; readonly profile?: Profile };
  readonly trace?: readonly TracePoint[];
  readonly traceOptions?: TraceOptions;
  readonly cadenceMs?: number;
  readonly sensor?: Partial<SensorOptions>;
}

export interface AccountOptions extends SettingsOptions, SourceOptions {
  readonly region?: Region;
  /** A UUID of lower case; absent: derived from seed, region and user name. */
  readonly accountId?: string;
  readonly username: string;
  readonly email?: string;
  /** With country code and `+`. */
  readonly phone?: string;
  readonly password: string;
}

export interface CampaignOptions extends SettingsOptions, SourceOptions {
  readonly region?: Region;
  /** User names are `<prefix>-000000` and so on, passwords `password-of-<user name>`. */
  readonly prefix?: string;
  /** The number of the first account. */
  readonly first?: number;
}

export interface Accounts {
  add(options: AccountOptions): AccountRecord;
  addMany(count: number, options: CampaignOptions): readonly AccountRecord[];
  /** By user name, e-mail address or phone number: in any case, and otherwise as it is sent. */
  find(region: Region, name: string): AccountRecord | null;
  findById(region: Region, accountId: string): AccountRecord | null;
  /** Gives an account another region or id. Its names must be free there. */
  move(record: AccountRecord, to: AccountPlace): void;
  list(): Iterable<AccountRecord>;
  count(): number;
}

export interface AccountPlace {
  readonly region: Region;
  readonly accountId: string;
}

export function campaignUsername(prefix: string, number: number): string {
  return `${prefix}-${`${number}`.padStart(6, '0')}`;
}

export function campaignPassword(username: string): string {
  return `password-of-${username}`;
}

export function createAccounts(seed: number, defaults: SettingsOptions): Accounts {
  const byName = new Map<string, AccountRecord>();
  const byId = new Map<string, AccountRecord>();

  function enter(record: AccountRecord): void {
    const keys = nameKeysOf(record, record.region);
    const isTaken = keys.some((key) => byName.has(key));
    if (isTaken) throw new RangeError('an account of this region has that name');
    const idKey = keyOf(record.region, record.accountId);
    if (byId.has(idKey)) throw new RangeError('an account of this region has that id');
    for (const key of keys) byName.set(key, record);
    byId.set(idKey, record);
  }

  function leave(record: AccountRecord): void {
    for (const key of nameKeysOf(record, record.region)) byName.delete(key);
    byId.delete(keyOf(record.region, record.accountId));
  }

  return {
    add(options) {
      const region = options.region ?? 'US';
      const settings = settingsOf({ ...defaults, ...options }, `${seed}/${options.username}`);
      const record = recordOf(seed, region, options, settings, sourceMaker(options));
      enter(record);
      return record;
    },
    addMany(count, options) {
      const region = options.region ?? 'US';
      const prefix = options.prefix ?? 'wearer';
      const settings = settingsOf({ ...defaults, ...options }, `${seed}/${prefix}`);
      const createSource = sourceMaker(options);
      return Array.from({ length: count }, (_, index) => {
        const username = campaignUsername(prefix, (options.first ?? 0) + index);
        const named = { username, password: campaignPassword(username) };
        const record = recordOf(seed, region, named, settings, createSource);
        enter(record);
        return record;
      });
    },
    find: (region, name) => byName.get(keyOf(region, name)) ?? null,
    findById: (region, accountId) => byId.get(keyOf(region, accountId)) ?? null,
    move(record, to) {
      const { region, accountId } = record;
      leave(record);
      try {
        enter(Object.assign(record, to));
      } catch (error) {
        enter(Object.assign(record, { region, accountId }));
        throw error;
      }
    },
    list: () => byId.values(),
    count: () => byId.size,
  };
}

function nameKeysOf({ username, email, phone }: AccountRecord, region: Region): readonly string[] {
  return [username, email, phone].flatMap((name) => (name === null ? [] : keyOf(region, name)));
}

function keyOf(region: Region, name: string): string {
  return `${region}/${name.toLowerCase()}`;
}

function recordOf(
  seed: number,
  region: Region,
  named: Pick<AccountOptions, 'accountId' | 'username' | 'email' | 'phone' | 'password'>,
  settings: Settings,
  createSource: AccountRecord['createSource'],
): AccountRecord {
  const identity = `${seed}/${region}/${named.username.toLowerCase()}`;
  return {
    region,
    accountId: named.accountId?.toLowerCase() ?? uuidOf(identity),
    username: named.username,
    email: named.email ?? null,
    phone: named.phone ?? null,
    password: named.password,
    settings,
    seed: seedOf(identity),
    createSource,
    source: null,
    orders: null,
    ledger: null,
    failedLogins: 0,
    lockedUntilMs: Number.NEGATIVE_INFINITY,
  };
}

function settingsOf(options: SettingsOptions, identity: string): Settings {
  return changeSettings(
    {
      isSharing: true,
      followers: followersOf(1, identity),
      isLegacy: false,
      sharingAnswers: 'plain',
      visibility: typicalVisibility,
      flaws: noFlaws,
      utcOffsetMinutes: 0,
      phoneClockErrorMs: 0,
      systemTimeErrorMs: 0,
      isDisplayTimeLocal: false,
      thinning: null,
      secondDevice: null,
      style: {},
    },
    options,
    identity,
  );
}

/** The settings with some of them replaced; what is absent stays. */
export function changeSettings(
  settings: Settings,
  changes: SettingsOptions,
  identity: string,
): Settings {
  const { followers, visibilityDelayMs, visibility, flaws, style } = changes;
  return {
    isSharing: changes.isSharing ?? settings.isSharing,
    followers: followers === undefined ? settings.followers : followersOf(followers, identity),
    isLegacy: changes.isLegacy ?? settings.isLegacy,
    sharingAnswers: changes.sharingAnswers ?? settings.sharingAnswers,
    visibility:
      visibilityDelayMs === undefined
        ? { ...settings.visibility, ...visibility }
        : fixedVisibility(visibilityDelayMs),
    flaws: { ...settings.flaws, ...flaws },
    utcOffsetMinutes: changes.utcOffsetMinutes ?? settings.utcOffsetMinutes,
    phoneClockErrorMs: changes.phoneClockErrorMs ?? settings.phoneClockErrorMs,
    systemTimeErrorMs: changes.systemTimeErrorMs ?? settings.systemTimeErrorMs,
    isDisplayTimeLocal: changes.isDisplayTimeLocal ?? settings.isDisplayTimeLocal,
    thinning: changes.thinning === undefined ? settings.thinning : changes.thinning,
    secondDevice: changedDevice(settings.secondDevice, changes.secondDevice),
    style: { ...settings.style, ...style },
  };
}

function changedDevice(
  device: SecondDevice | null,
  change: SettingsOptions['secondDevice'],
): SecondDevice | null {
  if (change === undefined) return device;
  return change && { ...(device ?? watch), ...change };
}

/** Makes an account's source when it is first read; all of a campaign share one maker. */
function sourceMaker(options: SourceOptions & SettingsOptions): AccountRecord['createSource'] {
  const { trace, traceOptions, person, cadenceMs, sensor, utcOffsetMinutes } = options;
  if (trace) {
    const shared = createTrace(trace, traceOptions);
    return () => shared;
  }
  return (record): ReadingSource =>
    createSensor(
      createPerson(person?.seed ?? record.seed, {
        ...(person?.profile === undefined ? {} : { profile: person.profile }),
        homeUtcOffsetMinutes: utcOffsetMinutes ?? 0,
      }),
      {
        ...defaultSensor,
        ...(cadenceMs === undefined ? {} : { cadenceMs }),
        ...sensor,
        startsAtMs: [...(sensor?.startsAtMs ?? []), ...(record.orders?.sensorStartsAtMs ?? [])],
      },
    );
}

function followersOf(followers: number | readonly string[], identity: string): Follower[] {
  const names =
    typeof followers === 'number'
      ? Array.from({ length: followers }, (_, index) => `Follower ${index + 1}`)
      : followers;
  return names.map((name) => ({
    contactId: uuidOf(`${identity}/contact/${name}`),
    subscriptionId: uuidOf(`${identity}/subscription/${name}`),
    subscriberId: uuidOf(`${identity}/subscriber/${name}`),
    name,
    email: 'follower@example.com',
    invitedAtMs: Date.UTC(2024, 0, 1),
  }));
}

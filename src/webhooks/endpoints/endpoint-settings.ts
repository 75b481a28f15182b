import { eventTypes as knownTypes } from '#events';

/** What a team may set on an endpoint besides its URL. An absent field is left unchanged. */
export interface EndpointSettings {
  readonly description?: string | undefined;
  /** Null: all. */
  readonly eventTypes?: readonly string[] | null | undefined;
  /** Null: of all users. */
  readonly userId?: string | null | undefined;
  readonly headers?: readonly CustomHeader[] | undefined;
  /** Null: no rate limit. */
  readonly ratePerSecond?: number | null | undefined;
}

export interface CustomHeader {
  readonly name: string;
  readonly value: string;
}

export type SettingProblem =
  | { readonly kind: 'description-too-long'; readonly charactersMax: number }
  | { readonly kind: 'no-event-types' }
  | { readonly kind: 'unknown-event-type'; readonly eventType: string }
  | { readonly kind: 'too-many-headers'; readonly headersMax: number }
  | { readonly kind: 'bad-header'; readonly name: string }
  | { readonly kind: 'reserved-header'; readonly name: string }
  | { readonly kind: 'rate-out-of-range'; readonly rateMax: number };

const descriptionCharactersMax = 500;
const headersMax = 20;
const headerNameCharactersMax = 100;
const headerValueCharactersMax = 1000;
const rateMax = 10_000;

/** Null when the settings can be kept. */
export function findSettingProblem(settings: EndpointSettings): SettingProblem | null {
  const { description = '', ratePerSecond = null } = settings;
  if (description.length > descriptionCharactersMax) {
    return { kind: 'description-too-long', charactersMax: descriptionCharactersMax };
  }
  if (ratePerSecond !== null && !isRate(ratePerSecond))
    return { kind: 'rate-out-of-range', rateMax };
  return findTypeProblem(settings.eventTypes ?? null) ?? findHeaderProblem(settings.headers ?? []);
}

function isRate(rate: number): boolean {
  return Number.isInteger(rate) && rate >= 1 && rate <= rateMax;
}

function findTypeProblem(eventTypes: readonly string[] | null): SettingProblem | null {
  if (eventTypes === null) return null;
  if (eventTypes.length === 0) return { kind: 'no-event-types' };
  const unknown = eventTypes.find((type) => !(knownTypes as readonly string[]).includes(type));
  return unknown === undefined ? null : { kind: 'unknown-event-type', eventType: unknown };
}

function findHeaderProblem(headers: readonly CustomHeader[]): SettingProblem | null {
  if (headers.length > headersMax) return { kind: 'too-many-headers', headersMax };
  const names = new Set<string>();
  for (const { name, value } of headers) {
    const lower = name.toLowerCase();
    if (isReservedHeader(lower)) return { kind: 'reserved-header', name };
    if (!isHeader(name, value) || names.has(lower)) return { kind: 'bad-header', name };
    names.add(lower);
  }
  return null;
}

const headerNamePattern = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** Printable ASCII, spaces within. */
const headerValuePattern = /^(?:[!-~](?:[ -~]*[!-~])?)?$/;

function isHeader(name: string, value: string): boolean {
  if (name.length > headerNameCharactersMax || !headerNamePattern.test(name)) return false;
  return value.length <= headerValueCharactersMax && headerValuePattern.test(value);
}

/** Headers that frame or route a request, or that we send ourselves. */
const reservedHeaders: ReadonlySet<string> = new Set([
  'accept',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'forwarded',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'user-agent',
  'via',
]);
const reservedPrefixes = ['webhook-', 'svix-', 'proxy-', 'x-forwarded-', ':'];

function isReservedHeader(lowerName: string): boolean {
  return (
    reservedHeaders.has(lowerName) ||
    reservedPrefixes.some((prefix) => lowerName.startsWith(prefix))
  );
}

/** Takes names and values in turn. */
type SealHeaders = (headers: readonly string[]) => Buffer;

/** The columns that settings fill; what is absent is left out. */
export function columnsOfSettings(settings: EndpointSettings, seal: SealHeaders): SettingColumns {
  const { description, eventTypes, userId, headers, ratePerSecond } = settings;
  return {
    ...(description === undefined ? {} : { description }),
    ...(eventTypes === undefined ? {} : { event_types: eventTypes && [...new Set(eventTypes)] }),
    ...(userId === undefined ? {} : { user_id: userId }),
    ...(ratePerSecond === undefined ? {} : { rate_per_second: ratePerSecond }),
    ...(headers === undefined ? {} : headerColumns(headers, seal)),
  };
}

interface SettingColumns {
  description?: string;
  event_types?: string[] | null;
  user_id?: string | null;
  rate_per_second?: number | null;
  header_names?: string[];
  headers_sealed?: Buffer | null;
}

function headerColumns(headers: readonly CustomHeader[], seal: SealHeaders): SettingColumns {
  const flat = headers.flatMap(({ name, value }) => [name, value]);
  return {
    header_names: headers.map(({ name }) => name),
    headers_sealed: flat.length === 0 ? null : seal(flat),
  };
}

import type { Selectable } from 'kysely';
import type { Database } from '#db';
import { type BoxPlace, SealedBoxError, type Sealer } from '#std/sealed-box';
import { keyOfSecret, originOf } from '#webhooks/http';

type EndpointRow = Selectable<Database['webhook_endpoints']>;

/**
 * What is sealed of an endpoint. Each box opens in its own column alone, and what comes out is looked
 * at before it is used: a box may be there from a time when columns shared a key.
 */
type Column = 'secret_sealed' | 'previous_secret_sealed' | 'headers_sealed' | 'url_sealed';

function placeOf(column: Column, endpointId: string): BoxPlace {
  const formOneContext = column === 'url_sealed' ? null : endpointId;
  return { table: 'webhook_endpoints', column, row: endpointId, formOneContext };
}

export function sealSecret(sealer: Sealer, endpointId: string, secret: string): Buffer {
  return sealer.seal(secret, placeOf('secret_sealed', endpointId));
}

type SecretRow = Pick<EndpointRow, 'id' | 'secret_sealed'>;

export function openSecret(sealer: Sealer, { id, secret_sealed: box }: SecretRow): string {
  return checkedSecret(sealer.open(box, placeOf('secret_sealed', id)));
}

export function sealPreviousSecret(sealer: Sealer, endpointId: string, secret: string): Buffer {
  return sealer.seal(secret, placeOf('previous_secret_sealed', endpointId));
}

export function openPreviousSecret(sealer: Sealer, endpointId: string, box: Buffer): string {
  return checkedSecret(sealer.open(box, placeOf('previous_secret_sealed', endpointId)));
}

function checkedSecret(text: string): string {
  if (keyOfSecret(text)) return text;
  throw new SealedBoxError('damaged', 'the box holds no secret of an endpoint');
}

/** `headers` are names and values in turn. */
export function sealHeaders(
  sealer: Sealer,
  endpointId: string,
  headers: readonly string[],
): Buffer {
  return sealer.seal(JSON.stringify(headers), placeOf('headers_sealed', endpointId));
}

export function openHeaders(
  sealer: Sealer,
  { id, headers_sealed: box }: Pick<EndpointRow, 'id' | 'headers_sealed'>,
): readonly string[] {
  if (box === null) return [];
  const text = sealer.open(box, placeOf('headers_sealed', id));
  const opened: unknown = text.startsWith('[') ? JSON.parse(text) : null;
  const isWhole = Array.isArray(opened) && opened.length % 2 === 0;
  if (isWhole && opened.every((part) => typeof part === 'string')) return opened;
  throw new SealedBoxError('damaged', 'the box holds no headers');
}

interface UrlColumns {
  readonly url: string;
  readonly url_sealed: Buffer | null;
}

/**
 * The columns of an address: its path and query often hold a secret, so all of it is sealed and its
 * scheme and host alone stand in clear. Where nodes of version 0.1 read it too, it stays as it was.
 */
export function columnsOfUrl(sealer: Sealer, endpointId: string, href: string): UrlColumns {
  if (sealer.forms().sealed === 1) return { url: href, url_sealed: null };
  const url_sealed = sealer.seal(href, placeOf('url_sealed', endpointId));
  return { url: originOf(href), url_sealed };
}

export function openUrl(
  sealer: Sealer,
  { id, url, url_sealed: box }: Pick<EndpointRow, 'id' | 'url' | 'url_sealed'>,
): string {
  if (box === null) return url;
  const href = sealer.open(box, placeOf('url_sealed', id));
  if (originOf(href) === url) return href;
  throw new SealedBoxError('damaged', 'the box holds no address of this host');
}

/** Tells an endpoint's address from the one that it had before, without opening it. */
export function addressTagOf({ url, url_sealed: box }: Pick<EndpointRow, 'url' | 'url_sealed'>) {
  return box === null ? url : box.toString('base64');
}

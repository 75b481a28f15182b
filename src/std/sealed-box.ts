import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { assert } from '#std/assert';
import { deriveKey } from '#std/derive-key';

/**
 * Seals small secrets with AES-256-GCM. A box names the key that sealed it, so several keys can be
 * accepted while the first one seals, and is bound to its place: moved to another row, column or
 * table it does not open.
 *
 * Layout: form (1 byte), length of the key id (1), key id, nonce (12), tag (16), ciphertext.
 *
 * There are two forms. A box of form 2 is sealed with a key that is derived for sealing alone, and
 * its place is bound whole. One of form 1, of version 0.1, was sealed with the root key and bound to
 * a text that several columns shared. Which form is sealed, and whether form 1 is still opened, is
 * told by the database, once for all nodes.
 */
export interface SealingKey {
  /** 1 to 64 characters; names the key in each box. */
  readonly id: string;
  /** 32 bytes: the root from which the keys of all purposes are derived. */
  readonly key: Buffer;
}

/** What a box is for. */
export interface BoxPlace {
  readonly table: string;
  readonly column: string;
  /** The id of the row. */
  readonly row: string;
  /** To what boxes of form 1 are bound there; null where there never were any. */
  readonly formOneContext: string | null;
}

export interface BoxForms {
  readonly sealed: 1 | 2;
  readonly opensFormOne: boolean;
}

export interface Sealer {
  /** The id of the key that seals. */
  readonly keyId: string;
  /** Which forms count at this moment. */
  forms(): BoxForms;
  seal(secret: string, place: BoxPlace): Buffer;
  /** Throws SealedBoxError when no key fits, or the box was changed or is for another place. */
  open(box: Buffer, place: BoxPlace): string;
  /** Whether the box is as this sealer seals now: tells which are still to be sealed again. */
  isCurrent(box: Buffer): boolean;
}

export class SealedBoxError extends Error {
  override readonly name = 'SealedBoxError';
  /** `unsure`: which form to seal is not known at the moment, and soon will be. */
  readonly failure: 'unknown-key' | 'damaged' | 'unsure';
  constructor(failure: SealedBoxError['failure'], message: string) {
    super(message);
    this.failure = failure;
  }
}

const nonceBytes = 12;
const tagBytes = 16;
const sealingPurpose = 'sealed boxes, form 2';
export const newestForms: BoxForms = { sealed: 2, opensFormOne: false };

type KeysByForm = Readonly<Record<1 | 2, KeyObject>>;

export function createSealer(
  keys: readonly SealingKey[],
  forms: () => BoxForms = () => newestForms,
): Sealer {
  for (const { key } of keys) assert(key.length === 32, 'a sealing key has 32 bytes');
  // A key that is prepared once opens a box in a tenth of the time; each poll opens one.
  const byId = new Map(keys.map(({ id, key }) => [id, prepare(key)]));
  const keyId = keys[0]?.id;
  const first = keyId === undefined ? undefined : byId.get(keyId);
  assert(keyId && first, 'a sealer needs at least one key');

  return {
    keyId,
    forms,
    seal(secret, place) {
      // Where there never were boxes of form 1, no version before reads any.
      const form = place.formOneContext === null ? 2 : forms().sealed;
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', first[form], nonce);
      cipher.setAAD(boundTo(place, form));
      const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      const name = Buffer.from(keyId);
      const head = Buffer.from([form, name.length]);
      return Buffer.concat([head, name, nonce, cipher.getAuthTag(), text]);
    },
    open(box, place) {
      const { form, keyId: name, rest } = readHead(box);
      const prepared = byId.get(name);
      if (!prepared) {
        throw new SealedBoxError('unknown-key', `no encryption key has the id "${name}"`);
      }
      if (form === 1 && !forms().opensFormOne) {
        throw new SealedBoxError('damaged', 'the box is of a form that is no longer opened');
      }
      const tag = rest.subarray(nonceBytes, nonceBytes + tagBytes);
      if (tag.length !== tagBytes) throw new SealedBoxError('damaged', 'the box is cut short');
      const nonce = rest.subarray(0, nonceBytes);
      const decipher = createDecipheriv('aes-256-gcm', prepared[form], nonce);
      decipher.setAAD(boundTo(place, form));
      decipher.setAuthTag(tag);
      try {
        const text = decipher.update(rest.subarray(nonceBytes + tagBytes));
        return Buffer.concat([text, decipher.final()]).toString('utf8');
      } catch {
        throw new SealedBoxError('damaged', 'the box was changed or belongs to another place');
      }
    },
    isCurrent(box) {
      const { form, keyId: name } = readHead(box);
      return name === keyId && form === forms().sealed;
    },
  };
}

function prepare(root: Buffer): KeysByForm {
  return { 1: createSecretKey(root), 2: createSecretKey(deriveKey(root, sealingPurpose)) };
}

/** Each part is framed by its length, so that no two places make the same text. */
function boundTo({ table, column, row, formOneContext }: BoxPlace, form: 1 | 2): Buffer {
  if (form === 1) {
    if (formOneContext === null) {
      throw new SealedBoxError('damaged', 'there are no boxes of form 1 in this place');
    }
    return Buffer.from(formOneContext);
  }
  const parts = [`form ${form}`, table, column, row];
  return Buffer.from(parts.map((part) => `${Buffer.byteLength(part)}:${part};`).join(''));
}

function readHead(box: Buffer): { form: 1 | 2; keyId: string; rest: Buffer } {
  const [form, length] = box;
  if ((form !== 1 && form !== 2) || length === undefined || box.length < 2 + length) {
    throw new SealedBoxError('damaged', 'not a sealed box');
  }
  const keyId = box.subarray(2, 2 + length).toString('utf8');
  return { form, keyId, rest: box.subarray(2 + length) };
}

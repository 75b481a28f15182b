import { readFileSync } from 'node:fs';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import type { SealingKey } from '#std/sealed-box';

/** What the texts of settings are read as. Each takes a text, and throws for none. */
export const databaseUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\//)
  .refine((text) => URL.canParse(text) && isDecodable(text));

/** Exactly as browsers send it, which is without a path; a sandboxed page has the origin `null`. */
export const webOrigin = z
  .string()
  .refine((text) => /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text);

export const addressRange = z
  .string()
  .refine((text) => ipaddr.isValid(text) || ipaddr.isValidCIDR(text));

/** Without a slash at its end; the path is that under which a proxy serves the gateway. */
export function readPublicUrl(text: string, context: z.RefinementCtx): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isPlain = url && !url.username && !url.password && !url.search && !url.hash;
  if (!isPlain || !/^https?:$/.test(url.protocol)) {
    context.addIssue('no address of a web server');
    return z.NEVER;
  }
  return url.href.replace(/\/+$/, '');
}

export function wholeNumber(min: number, max: number) {
  return z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .pipe(z.number().min(min).max(max));
}

export function yesOrNo(byDefault: boolean) {
  return z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .default(byDefault);
}

export function list(item: z.ZodType<string, string>) {
  return z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .pipe(z.array(item))
    .default([]);
}

const keyPattern = /^([\w.-]{1,64}):([A-Za-z0-9+/]{43}=)$/;

/** The keys in their order; none at all when one is malformed or occurs twice. */
export function parseKeys(text: string): SealingKey[] {
  const keys = text.split(',').map((part) => keyPattern.exec(part.trim()));
  const ids = new Set(keys.map((match) => match?.[1]));
  if (ids.size !== keys.length) return [];
  const parsed = keys.flatMap((match) =>
    match?.[1] && match[2] ? [{ id: match[1], key: Buffer.from(match[2], 'base64') }] : [],
  );
  return parsed.length === keys.length ? parsed : [];
}

const appPattern = /^(US|OUS|APAC)=([!-9;-~]{1,200}):([!-+\--~]{1,200})$/;

/** What a provider gave of an app, by region. */
export interface AppKeys {
  readonly clientId: string;
  readonly clientSecret: string;
}

export function parseApps(
  text: string,
  context: z.RefinementCtx,
): Partial<Record<'US' | 'OUS' | 'APAC', AppKeys>> {
  const apps: Partial<Record<'US' | 'OUS' | 'APAC', AppKeys>> = {};
  for (const part of text.split(',')) {
    const [, region, clientId, clientSecret] = appPattern.exec(part.trim()) ?? [];
    const isNew = region === 'US' || region === 'OUS' || region === 'APAC';
    if (!isNew || apps[region] || clientId === undefined || clientSecret === undefined) {
      context.addIssue('not a list of apps');
      return z.NEVER;
    }
    apps[region] = { clientId, clientSecret };
  }
  return apps;
}

export function parseHeaders(text: string, context: z.RefinementCtx): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const pair of text.split(',')) {
    const [, name, value] = /^\s*([\w-]+)=([!-~]*)\s*$/.exec(pair) ?? [];
    if (name === undefined || value === undefined || !isDecodable(value)) {
      context.addIssue('not a list of headers');
      return z.NEVER;
    }
    headers[name] = decodeURIComponent(value);
  }
  return headers;
}

/** Whether what is percent-encoded in it can be read, as its reader would do. */
function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

const operations = z.record(z.string().regex(/^[0-9a-f]{64}$/), z.string().min(1));

export function readOperations(
  path: string,
  context: z.RefinementCtx,
): ReadonlyMap<string, string> {
  try {
    return new Map(Object.entries(operations.parse(JSON.parse(readFileSync(path, 'utf8')))));
  } catch {
    context.addIssue('not a file of operations');
    return z.NEVER;
  }
}

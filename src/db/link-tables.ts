import type { Generated, JSONColumnType } from 'kysely';

export interface LinkPageTable {
  team_id: string;
  brand_name: string | null;
  logo: Buffer | null;
  logo_type: 'image/png' | 'image/jpeg' | 'image/webp' | null;
  accent_color: string | null;
  support_url: string | null;
  privacy_url: string | null;
  shows_first_reading: Generated<boolean>;
  allows_account_replacement: Generated<boolean>;
  redirect_urls: Generated<string[]>;
  frame_origins: Generated<string[]>;
}

export interface LinkTokenTable {
  id: string;
  team_id: string;
  user_id: string;
  hash: Buffer;
  created_at: Date;
  expires_at: Date;
  used_at: Date | null;
  created_by_key_id: string | null;
  public_id: string | null;
  mode: Generated<'connect' | 'reconnect'>;
  locale: 'en' | 'es' | null;
  region: 'US' | 'OUS' | 'APAC' | null;
  redirect_url: string | null;
  parent_origin: string | null;
  reference: string | null;
  returns_on_close: Generated<boolean>;
  returns_on_error: Generated<boolean>;
  opened_at: Date | null;
  abandoned_at: Date | null;
  revoked_at: Date | null;
  connection_id: string | null;
  provider: string | null;
}

export interface LinkAttemptTable {
  link_token_id: string;
  attempt_id: string;
  started_at: Date;
  ended_at: Date | null;
  answer: JSONColumnType<Record<string, unknown>, string, string> | null;
}

export interface ConsentTable {
  id: string;
  link_token_id: string;
  provider: string;
  region: 'US' | 'OUS' | 'APAC';
  attempt_id: string;
  returns_to: 'page' | 'redirect';
  replaces_account: boolean;
  secrets_sealed: Buffer | null;
  start_hash: Buffer;
  state_hash: Buffer | null;
  browser_hash: Buffer | null;
  created_at: Date;
  expires_at: Date;
  used_at: Date | null;
}

/** The tables of the console. */
export interface ConsoleSessionTable {
  id: string;
  team_id: string;
  hash: Buffer;
  role: 'owner' | 'developer' | 'support';
  made_from: 'api-key' | 'code' | 'sandbox';
  /** Null unless it was made from a key. */
  api_key_id: string | null;
  address: string;
  created_at: Date;
  seen_at: Date;
  expires_at: Date;
  ended_at: Date | null;
  end_reason: ConsoleSessionEnd | null;
}

type ConsoleSessionEnd =
  | 'signed-out'
  | 'signed-out-everywhere'
  | 'too-old'
  | 'idle'
  | 'key-ended'
  | 'command-line';

export interface ConsoleCodeTable {
  hash: Buffer;
  team_id: string;
  role: 'owner' | 'developer' | 'support';
  created_at: Date;
  expires_at: Date;
}

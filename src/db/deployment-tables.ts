import type { Generated } from 'kysely';

/** The tables of what a deployment knows of itself. */
export interface DeploymentTable {
  id: Generated<boolean>;
  hash_key_sealed: Buffer;
  sealing: Generated<'form-1' | 'moving' | 'form-2'>;
  created_at: Generated<Date>;
}

export interface NodeTable {
  id: string;
  version: string;
  role: string;
  key_ids: string[];
  sealing: 'form-1' | 'moving' | 'form-2' | null;
  started_at: Date;
  seen_at: Date;
}

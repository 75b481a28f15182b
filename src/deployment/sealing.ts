import type { Db } from '#db';
import type { BoxForms } from '#std/sealed-box';

/**
 * In which form secrets are sealed. Nodes of version 0.1 read form 1 alone, so a deployment of theirs
 * stays with it until `reseal` finds that there are none left (`moving`), and opens it no more once
 * all is sealed anew (`form-2`). A deployment that never had such a node begins there.
 */
export const sealings = ['form-1', 'moving', 'form-2'] as const;
export type Sealing = (typeof sealings)[number];

export const formsOf: Readonly<Record<Sealing, BoxForms>> = {
  'form-1': { sealed: 1, opensFormOne: true },
  moving: { sealed: 2, opensFormOne: true },
  'form-2': { sealed: 2, opensFormOne: false },
};

/** That of a deployment which no node has opened yet is the newest. */
export async function findSealing(db: Db): Promise<Sealing> {
  const row = await db.selectFrom('deployment').select('sealing').executeTakeFirst();
  return row?.sealing ?? 'form-2';
}

export async function setSealing(db: Db, sealing: Sealing): Promise<void> {
  await db.updateTable('deployment').set({ sealing }).execute();
}

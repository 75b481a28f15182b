/** A table whose rows lie on the nodes of a cluster, and the column that says on which. */
export interface DistributedTable {
  readonly table: string;
  readonly column: 'user_id' | 'connection_id';
}

/** Beside this one lie all others that are by person. */
export const firstTable = 'glucose_samples';

/**
 * What grows with people and time. All rows of a person lie together, so that a statement about a
 * person is asked of one node; polls are found by connection, and lie by it. All other tables stay
 * whole on the coordinator.
 */
export const distributedTables: readonly DistributedTable[] = [
  { table: firstTable, column: 'user_id' },
  { table: 'removed_samples', column: 'user_id' },
  { table: 'sensor_cadences', column: 'user_id' },
  { table: 'diary_entries', column: 'user_id' },
  { table: 'devices', column: 'user_id' },
  { table: 'polls', column: 'connection_id' },
];

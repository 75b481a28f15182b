/**
 * A deployment on more than one machine: Postgres with Citus, which keeps the rows of a person on one
 * node of a cluster. `distributed-tables` says which tables lie there and by what, `plan-distribution`
 * what is still to be done to a database, `distribute` does it, `describe-cluster` tells what there is.
 * Promises: what is done already is done no second time, and one Postgres is never changed unasked.
 */
export { describeCluster } from './describe-cluster.ts';
export { distribute } from './distribute.ts';
export { planDistribution } from './plan-distribution.ts';

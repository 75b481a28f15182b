/**
 * What is fetched of a connection beside its polls: the months before it was linked, and what comes with
 * no reading. `resource` says what there is; `begin-pulls` begins with the link, `claim-pulls` takes
 * what is due under a fence, `pull-plan` decides purely what is asked for and what follows from an
 * answer, `pull-step` asks once (`ask-for`) and keeps what came (`keep-answer`), `puller` runs it.
 * Promises: the past comes newest first, from where it stopped, on any node; what is kept twice is one
 * sample or entry; no session is renewed, since only polls may spend a grant; of the past the log is
 * told once, at the end, but for what was told otherwise before; and all nodes together keep to a
 * share of the app's calls, in the order of who has waited longest.
 */
export { beginPulls } from './begin-pulls.ts';
export { findPulls, type PullProgress } from './find-pulls.ts';
export { createPuller } from './puller.ts';
export { pullResources } from './resource.ts';

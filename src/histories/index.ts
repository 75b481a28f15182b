/**
 * The months before a connection was linked, where its provider gives them: `begin-history` notes what
 * is to be pulled, `claim-pulls` takes what is due, `pull-window` decides purely which stretch is next and what
 * follows from an answer, `pull-history` asks once and keeps what came, `history-puller` runs it.
 * Promises: newest first, from where it stopped, on any node; what is kept twice is one sample; it
 * renews no session, since only polls may spend a grant; and the log is told once, at the end.
 */
export { beginHistory } from './begin-history.ts';
export { findHistories, type HistoryProgress } from './find-histories.ts';
export { createHistoryPuller } from './history-puller.ts';

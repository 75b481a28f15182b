/**
 * Fetches what wearers enter at a provider that tells it, beside the polls: `begin-pulls` finds new
 * connections, `claim-pull` takes what is due under a fence, `pull-step` asks for one stretch (which
 * one says `next-stretch`, pure) and keeps it, `settle-pull` writes how far that came. The past comes
 * first, newest first, and nobody is told it entry by entry; then the last days are asked for from
 * time to time. `diary-puller` is the loop. Promises: a node that dies loses nothing but a request.
 */
export { createDiaryPuller } from './diary-puller.ts';

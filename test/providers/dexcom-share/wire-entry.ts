import { sessionId } from './recorded.ts';
import { setup } from './setup.ts';
import { type Behaviour, json } from './share-server.ts';

export const day = { minutes: 1440, maxCount: 288 };
export const takenAtMs = 1_745_081_013_817;

/** An entry as Dexcom writes it today, changed here and there. */
export function entry(changes: object = {}): object {
  const time = `Date(${takenAtMs})`;
  return {
    WT: time,
    ST: time,
    DT: `Date(${takenAtMs}+0200)`,
    Value: 120,
    Trend: 'Flat',
    ...changes,
  };
}

export async function readOf(behaviour: Behaviour) {
  const { server, share } = await setup();
  server.meet(behaviour);
  return share.readGlucose('OUS', sessionId, day);
}

/** The first reading of an answer with one entry. */
export async function readingOf(changes: object) {
  const { readings } = await readOf(json([entry(changes)]));
  return readings[0];
}

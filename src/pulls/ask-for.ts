import type { ConnectionToPoll } from '#connections';
import type {
  DeviceBatch,
  DiaryBatch,
  oauthProvider,
  Providers,
  ReadingBatch,
  Region,
  StretchResult,
} from '#providers';
import type { ClaimedPull } from './claim-pulls.ts';
import type { PullAsk, ToldRange } from './pull-plan.ts';
import type { PullResource } from './resource.ts';

/** What one request was for. */
export interface AskedPull {
  readonly pull: ClaimedPull;
  readonly connection: ConnectionToPoll;
  readonly ask: PullAsk;
}

/** What an answer holds, whatever was asked for. */
export type Answered = { readonly unreadableCount: number } & (
  | { readonly kind: 'readings'; readonly batch: ReadingBatch }
  | { readonly kind: 'entries'; readonly batch: DiaryBatch }
  | { readonly kind: 'devices'; readonly batch: DeviceBatch }
  | { readonly kind: 'range'; readonly range: ToldRange }
);

type OAuth = Providers[typeof oauthProvider];

interface Session {
  readonly region: Region;
  readonly session: string;
  readonly signal: AbortSignal;
}

/** Sends the request that a pull asks for. */
export async function askFor(
  provider: OAuth,
  resource: PullResource,
  ask: PullAsk,
  session: Session,
): Promise<StretchResult<Answered>> {
  switch (ask.kind) {
    case 'range':
      return asRange(await provider.readRange({ ...session, sinceMs: ask.sinceMs }));
    case 'devices':
      return tagged('devices', await provider.readDevices(session));
    case 'past':
    case 'lately': {
      const asked = { ...session, fromMs: ask.fromMs, toMs: ask.toMs };
      if (resource === 'GLUCOSE') return tagged('readings', await provider.readBetween(asked));
      if (resource === 'DIARY') return tagged('entries', await provider.readDiary(asked));
      return tagged('entries', await provider.readCalibrations(asked));
    }
  }
}

function tagged<Kind extends 'readings' | 'entries' | 'devices', Batch extends Counted>(
  kind: Kind,
  result: StretchResult<Batch>,
) {
  if (result.kind !== 'read') return result;
  const { batch } = result;
  return { kind: 'read' as const, batch: { kind, batch, unreadableCount: batch.unreadableCount } };
}

interface Counted {
  readonly unreadableCount: number;
}

function asRange(
  result: Awaited<ReturnType<OAuth['readRange']>>,
): StretchResult<Extract<Answered, { kind: 'range' }>> {
  if (result.kind !== 'read') return result;
  const batch = { kind: 'range', range: result.batch.glucose, unreadableCount: 0 } as const;
  return { kind: 'read', batch };
}

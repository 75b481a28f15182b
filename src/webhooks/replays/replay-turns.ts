import { LRUCache } from 'lru-cache';

/** A replay that is not finished, with whose it is and where it goes. */
export interface OpenReplay {
  readonly id: string;
  readonly teamId: string;
  readonly host: string;
}

/**
 * Who was looked at last, so that replays take turns: teams first, then the replays of a team. A
 * replay that had to wait gives up its place like one that went on. What several teams send to one
 * host goes by when each of them last had a turn there.
 */
export interface ReplayTurns {
  /** The longest not looked at first, one of each team before the next of any. */
  order(replays: readonly OpenReplay[]): OpenReplay[];
  /** Sends it to the end. */
  tookTurn(replay: OpenReplay): void;
}

/** How many replays, and teams at hosts, are remembered; one that is forgotten comes first again. */
const rememberedMax = 20_000;

export function createReplayTurns(): ReplayTurns {
  const lastTurns = new LRUCache<string, number>({ max: rememberedMax });
  let turn = 0;
  const lastTurnOf = (key: string) => lastTurns.peek(key) ?? 0;
  const atHost = ({ teamId, host }: OpenReplay) => `${teamId} ${host}`;

  return {
    order(replays) {
      const ofTeams = Map.groupBy(replays, ({ teamId }) => teamId);
      return [...ofTeams.values()]
        .flatMap((ofTeam) =>
          ofTeam
            .toSorted((a, b) => lastTurnOf(a.id) - lastTurnOf(b.id))
            .map((replay, rank) => ({ replay, rank, atHost: lastTurnOf(atHost(replay)) })),
        )
        .sort((a, b) => a.rank - b.rank || a.atHost - b.atHost)
        .map(({ replay }) => replay);
    },
    tookTurn(replay) {
      turn += 1;
      lastTurns.set(replay.id, turn).set(atHost(replay), turn);
    },
  };
}

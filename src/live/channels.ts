import type { LogEvent } from '#events';

/** Who wants the events of a team, or of one of its users. */
export interface Listener {
  readonly teamId: string;
  /** Undefined: of all users, and those of the team itself. */
  readonly userId?: string | undefined;
  take(event: LogEvent): void;
}

/** Finds the listeners of an event without looking at the others. */
export interface Channels {
  add(listener: Listener): void;
  remove(listener: Listener): void;
  /** Hands an event to each of its listeners; one that leaves meanwhile may still be handed it. */
  tell(event: LogEvent): void;
}

export function createChannels(): Channels {
  const channels = new Map<string, Set<Listener>>();
  const keyOf = ({ teamId, userId }: Listener) => (userId ? `${teamId}/${userId}` : teamId);

  function tellChannel(key: string, event: LogEvent): void {
    for (const listener of channels.get(key) ?? []) listener.take(event);
  }

  return {
    add(listener) {
      const key = keyOf(listener);
      const channel = channels.get(key);
      if (channel) channel.add(listener);
      else channels.set(key, new Set([listener]));
    },
    remove(listener) {
      const key = keyOf(listener);
      const channel = channels.get(key);
      if (channel?.delete(listener) && channel.size === 0) channels.delete(key);
    },
    tell(event) {
      tellChannel(event.teamId, event);
      if (event.userId) tellChannel(`${event.teamId}/${event.userId}`, event);
    },
  };
}

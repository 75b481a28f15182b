import type { LogEvent } from '#events';

/** Receives the events of a team, or of one of its users. */
export interface ChannelSubscriber {
  readonly teamId: string;
  /** Undefined: the events of all users, and those of the team itself. */
  readonly userId?: string | undefined;
  receive(event: LogEvent): void;
}

/**
 * The subscribers of this node by team and user, so that an event reaches its own subscribers only.
 */
export interface Channels {
  add(subscriber: ChannelSubscriber): void;
  remove(subscriber: ChannelSubscriber): void;
  /** Passes an event to each of its subscribers; one that is removed meanwhile may still get it. */
  publish(event: LogEvent): void;
}

export function createChannels(): Channels {
  const channels = new Map<string, Set<ChannelSubscriber>>();
  const keyOf = ({ teamId, userId }: ChannelSubscriber) =>
    userId ? `${teamId}/${userId}` : teamId;

  function publishTo(key: string, event: LogEvent): void {
    for (const subscriber of channels.get(key) ?? []) subscriber.receive(event);
  }

  return {
    add(subscriber) {
      const key = keyOf(subscriber);
      const channel = channels.get(key);
      if (channel) channel.add(subscriber);
      else channels.set(key, new Set([subscriber]));
    },
    remove(subscriber) {
      const key = keyOf(subscriber);
      const channel = channels.get(key);
      if (channel?.delete(subscriber) && channel.size === 0) channels.delete(key);
    },
    publish(event) {
      publishTo(event.teamId, event);
      if (event.userId) publishTo(`${event.teamId}/${event.userId}`, event);
    },
  };
}

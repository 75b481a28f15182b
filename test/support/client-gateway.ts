import { createGateway, type GatewayLimits, type WatchState } from 'glucose-gateway-client';
import { onTestFinished } from 'vitest';
import { startLiveGateway } from '#test/live-gateway';
import { createTcpProxy } from '#test/tcp-proxy';

/** Short waits, so that a test that needs many tries takes none. */
export const hurried: Partial<GatewayLimits> = { retryMs: { first: 20, last: 50 } };

export interface ClientOptions {
  readonly token?: () => Promise<string> | string;
  readonly limits?: Partial<GatewayLimits>;
  readonly url?: string;
  readonly webSocket?: object;
}

/** A gateway that serves, a client of it, and between the two a network that can fail. */
export async function startClientGateway(config: object = {}) {
  const live = await startLiveGateway({ config });
  const proxy = await createTcpProxy(live.url);
  onTestFinished(() => proxy.close());
  const connect = ({ url = proxy.url, limits, ...options }: ClientOptions = {}) => {
    const gateway = createGateway({
      url,
      token: () => live.apiKey,
      limits: { ...hurried, ...limits },
      ...options,
    });
    onTestFinished(() => gateway.close());
    return gateway;
  };
  return { ...live, proxy, connect };
}

/** Collects what a watch tells. */
export function createNotes<Event extends { readonly id: string }>() {
  const ids: string[] = [];
  const states: WatchState[] = [];
  return {
    ids,
    states,
    names: () => states.map(({ name }) => name),
    last: () => states.at(-1) as WatchState,
    onEvent: ({ id }: Event) => void ids.push(id),
    onState: (state: WatchState) => void states.push(state),
  };
}

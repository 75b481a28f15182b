import { createGateway, type WatchState } from 'glucose-gateway-client';
import { graphqlUrl } from '#web/console/places.ts';
import { askSession } from '#web/console/session/session.ts';
import { createStore } from '#web/console/store.ts';

/** The session has ended; asking again by the socket would bring the same. */
const forbiddenClose = 4403;

/**
 * The one gateway of this page, and the one socket: what is asked and watched anywhere goes by it,
 * with the cookie that the browser adds by itself.
 */
export const gateway = createGateway({ url: graphqlUrl, limits: { refusalsMax: 1 } });

gateway.sockets.on('closed', (event) => {
  if ((event as CloseEvent).code === forbiddenClose) void askSession();
});

/** How the way to the gateway is doing, as the log's own watch sees it. */
export const connectionState = createStore<WatchState>({ name: 'connecting', problem: null });

/** Whether the last question was answered by a gateway, be it by a refusal. */
export const isAnswering = createStore(true);

/** Whether the browser has a network at all. */
export const isOnline = createStore(navigator.onLine);
for (const name of ['online', 'offline']) {
  addEventListener(name, () => isOnline.set(navigator.onLine));
}

import type { EventType } from '#events';

/** Events that webhooks themselves append to the log. */
export const testEventType = 'webhook.endpoint.test' satisfies EventType;
export const endpointDisabledType = 'webhook.endpoint.disabled' satisfies EventType;
export const attemptExhaustedType = 'message.attempt.exhausted' satisfies EventType;

/**
 * Events about deliveries. They are not sent to the endpoint that they are about, and what becomes
 * of their own deliveries is no event: otherwise a failing endpoint would feed itself.
 */
export const operationalTypes: readonly string[] = [endpointDisabledType, attemptExhaustedType];

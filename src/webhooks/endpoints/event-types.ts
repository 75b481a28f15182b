import type { EventType } from '#events';

/** Events that webhooks themselves append to the log. */
export const testEventType = 'webhook.endpoint.test' satisfies EventType;
export const endpointDisabledType = 'webhook.endpoint.disabled' satisfies EventType;
export const attemptExhaustedType = 'message.attempt.exhausted' satisfies EventType;

/**
 * Events about deliveries. They are not sent to the endpoint that they are about, and the failure of
 * their own deliveries makes no event: otherwise a failing endpoint would cause events without end.
 */
export const operationalTypes: readonly string[] = [endpointDisabledType, attemptExhaustedType];

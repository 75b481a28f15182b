/** The number of an event is the second of its sample after this instant. */
export const numberBaseMs = Date.UTC(2026, 0, 1);

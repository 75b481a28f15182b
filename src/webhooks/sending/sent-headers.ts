import type { Delivery } from '#webhooks/deliveries';

/** A header of the requests of a delivery. */
export interface SentHeader {
  readonly name: string;
  /** Null where it is not told: the team set it, or it is another one in each attempt. */
  readonly value: string | null;
}

/** Those that each request has, names and values in turn. */
export const plainHeaders: readonly string[] = [
  'content-type',
  'application/json',
  'user-agent',
  'Glucose-Gateway-Webhooks/1',
  'accept',
  '*/*',
];

/** The headers of a delivery's requests, in their order, as the endpoint has them now. */
export function sentHeaders(
  { eventId }: Pick<Delivery, 'eventId'>,
  headerNames: readonly string[],
): SentHeader[] {
  const plain = plainHeaders.flatMap((name, place) =>
    place % 2 === 0 ? [{ name, value: plainHeaders[place + 1] ?? null }] : [],
  );
  const signed = ['webhook', 'svix'].flatMap((spelling) => [
    { name: `${spelling}-id`, value: eventId },
    { name: `${spelling}-timestamp`, value: null },
    { name: `${spelling}-signature`, value: null },
  ]);
  return [...plain, ...headerNames.map((name) => ({ name, value: null })), ...signed];
}

import type { IncomingMessage } from 'node:http';

/**
 * Whether a request names more than one host. Node would take the first; a proxy in front may have
 * judged the other (RFC 9112 asks for 400).
 */
export function hasTwoHosts({ rawHeaders }: IncomingMessage): boolean {
  const isHost = (text: string, at: number) => at % 2 === 0 && text.toLowerCase() === 'host';
  return rawHeaders.filter(isHost).length > 1;
}

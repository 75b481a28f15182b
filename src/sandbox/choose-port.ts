import { createServer } from 'node:net';

/** A port, and which one it was to be where that is taken by another program. */
export interface ChosenPort {
  readonly port: number;
  readonly movedFrom: number | null;
}

/** The first of these that is free, in their order, or any. 0 asks for any. */
export async function choosePort(wanted: readonly number[]): Promise<ChosenPort> {
  for (const port of wanted) {
    const free = await freePort(port);
    const [first = port] = wanted;
    if (free !== null) return { port: free, movedFrom: port === first ? null : first };
  }
  return { port: (await freePort(0)) ?? 0, movedFrom: wanted[0] ?? null };
}

function freePort(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(null));
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' ? (address?.port ?? null) : null));
    });
  });
}

/** The port of an address that was written down; none where it cannot be read. */
export function portOf(url: unknown): number[] {
  if (typeof url !== 'string' || !URL.canParse(url)) return [];
  const port = Number(new URL(url).port);
  return port > 0 ? [port] : [];
}

/** One request and its answer as they went over the wire, for tests. Never written anywhere. */
export interface Exchange {
  readonly atMs: number;
  readonly method: string;
  readonly url: string;
  readonly requestHeaders: Readonly<Record<string, string | string[] | undefined>>;
  readonly requestBody: string;
  /** Null when the request was never answered. */
  readonly status: number | null;
  readonly responseBody: string;
  readonly outcome: string;
}

export interface WireLog {
  readonly isKept: boolean;
  add(exchange: Exchange): void;
  list(): readonly Exchange[];
  clear(): void;
}

/** Keeps the latest `keptMax` exchanges; with 0, none. */
export function createWireLog(keptMax: number): WireLog {
  const exchanges: Exchange[] = [];
  return {
    isKept: keptMax > 0,
    add(exchange) {
      if (keptMax === 0) return;
      exchanges.push(exchange);
      if (exchanges.length > keptMax) exchanges.shift();
    },
    list: () => [...exchanges],
    clear: () => {
      exchanges.length = 0;
    },
  };
}

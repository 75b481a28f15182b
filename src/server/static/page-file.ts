/** A file as a browser is sent it. */
export interface PageFile {
  readonly status: number;
  readonly contentType: string;
  /** By content coding; `identity` is the file itself, the others only where they were made. */
  readonly bodies: PageBodies;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether its path names its content, so that it may be kept for ever. */
  readonly isImmutable: boolean;
  /** Whether it is of something that is there: all else at a counted root is counted by address. */
  readonly isKnown?: boolean;
}

export interface PageBodies {
  readonly identity: Uint8Array;
  readonly gzip?: Uint8Array;
  readonly br?: Uint8Array;
}

/** What is known of a request for a file. */
export interface PageRequest {
  /** Without the query. */
  readonly path: string;
  readonly host: string | undefined;
  /** The browser's languages, as it sends them. */
  readonly acceptLanguage: string | undefined;
  /** The client's address, read through the trusted proxies. */
  readonly address: string;
}

export interface Pages {
  /**
   * The paths under which there are files, which end with a slash, and those of single files; each
   * with whether a request costs a look into the database, and so is counted.
   */
  readonly roots: readonly { readonly path: string; readonly isCounted: boolean }[];
  /** Null where there is nothing; `busy` where too many look for what was not known before. */
  find(request: PageRequest): Promise<PageFile | 'busy' | null>;
}

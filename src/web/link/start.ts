/** What the page is opened with. */
export interface Start {
  /** Of the fragment, which no server is sent; empty where there is none. */
  readonly linkToken: string;
  readonly teamName: string;
  readonly language: string;
  /** Whether the link most probably works: what the server could see without the token. */
  readonly isExpectedOpen: boolean;
}

/** Reads what the server wrote into the page, and the token that only the browser has. */
export function readStart(): Start {
  const { teamName = '', language = 'en', open } = document.body.dataset;
  const linkToken = new URLSearchParams(location.hash.slice(1)).get('token') ?? '';
  return { linkToken, teamName, language, isExpectedOpen: open !== undefined && linkToken !== '' };
}

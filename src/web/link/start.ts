import { keptToken } from './flow/navigation.ts';

/** What the page is opened with. */
export interface Start {
  /** Of the fragment, which no server is sent; empty where there is none. */
  readonly linkToken: string;
  /** The consent with which the wearer comes back from Dexcom; null where they do not. */
  readonly attemptId: string | null;
  readonly teamName: string;
  readonly language: string;
  /** Whether the link most probably works: what the server could see without the token. */
  readonly isExpectedOpen: boolean;
}

const attemptPattern = /^[\w-]{8,64}$/;

/** Reads what the server wrote into the page, and the token that only the browser has. */
export function readStart(): Start {
  const { teamName = '', language = 'en', open } = document.body.dataset;
  const told = new URLSearchParams(location.hash.slice(1));
  const linkToken = told.get('token') ?? keptToken(history.state) ?? '';
  const attempt = told.get('attempt') ?? '';
  const attemptId = attemptPattern.test(attempt) ? attempt : null;
  const isExpectedOpen = open !== undefined && linkToken !== '';
  return { linkToken, attemptId, teamName, language, isExpectedOpen };
}

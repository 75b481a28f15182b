import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';

/** What a browser sends and gets, as far as the console's door looks at it. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: each test knows what it asked for.
  readonly body: any;
}

export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Sends a request with exactly these headers, among them what `fetch` would not let a program set. */
export function send(url: string, { method = 'GET', headers = {}, body }: Asked = {}) {
  return new Promise<Answer>((resolve, reject) => {
    const text = body === undefined ? '' : JSON.stringify(body);
    const length = text && { 'content-length': String(Buffer.byteLength(text)) };
    const sent = { method, headers: { ...length, ...headers }, agent: false };
    const request = httpRequest(url, sent, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const { statusCode: status = 0, headers } = response;
        const isJson = /json/.test(headers['content-type'] ?? '');
        resolve({ status, headers, text, body: isJson ? JSON.parse(text) : null });
      });
    });
    request.on('error', reject);
    request.end(text);
  });
}

/** A page of the gateway itself, in a browser that keeps cookies and has an address of its own. */
export interface Visitor {
  readonly origin: string;
  cookie(): string;
  /** What such a page sends along. */
  headers(): Record<string, string>;
  ask(path: string, asked?: Asked): Promise<Answer>;
  signIn(way: object): Promise<Answer>;
  /** Asks GraphQL with the session. */
  query(document: string, variables?: object): Promise<Answer>;
}

let visitorCount = 0;

/** The gateway has to trust this machine as a proxy, or all visitors come from one address. */
export function createVisitor(origin: string, { isBehindProxy = true } = {}): Visitor {
  let cookie = '';
  visitorCount += 1;
  const address = `10.0.${visitorCount >> 8}.${visitorCount & 255}`;
  const headers = () => ({
    origin,
    'sec-fetch-site': 'same-origin',
    ...(isBehindProxy ? { 'x-forwarded-for': address } : {}),
    ...(cookie ? { cookie } : {}),
  });
  const ask = async (path: string, { method = 'GET', body, headers: more }: Asked = {}) => {
    const json = body === undefined ? {} : { 'content-type': 'application/json' };
    const answer = await send(`${origin}${path}`, {
      method,
      body,
      headers: { ...headers(), ...json, ...more },
    });
    const [set] = answer.headers['set-cookie'] ?? [];
    if (set !== undefined) cookie = set.split(';')[0] ?? '';
    return answer;
  };
  return {
    origin,
    cookie: () => cookie,
    headers,
    ask,
    signIn: (body) => ask('/console/session', { method: 'POST', body }),
    query: (query, variables) =>
      ask('/console/graphql', { method: 'POST', body: { query, variables } }),
  };
}

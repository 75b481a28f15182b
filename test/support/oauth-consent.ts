/**
 * A wearer at Dexcom's consent page, without a browser: opens the page, fills its form in and sends
 * it. Returns where the page sends the browser then, or the page's text when it sends it nowhere.
 */
export interface ConsentAnswer {
  readonly status: number;
  /** Null when the page stays. */
  readonly location: URL | null;
  readonly text: string;
}

export async function consentAtDexcom(
  loginUrl: string | URL,
  typed: {
    readonly username: string;
    readonly password?: string;
    readonly decision?: 'allow' | 'deny';
  },
): Promise<ConsentAnswer> {
  const page = await fetch(loginUrl, { redirect: 'manual' });
  const html = await page.text();
  if (page.status !== 200) return answerOf(page, html);
  const { username, password = '', decision = 'allow' } = typed;
  const form = new URLSearchParams({ ...hiddenFields(html), username, password, decision });
  const action = /<form method="post" action="([^"]+)"/.exec(html)?.[1] ?? '';
  const sent = await fetch(new URL(action, loginUrl), {
    method: 'POST',
    body: form,
    redirect: 'manual',
  });
  return answerOf(sent, await sent.text());
}

function answerOf(response: Response, text: string): ConsentAnswer {
  const location = response.headers.get('location');
  return { status: response.status, location: location === null ? null : new URL(location), text };
}

function hiddenFields(html: string): Record<string, string> {
  const inputs = html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g);
  return Object.fromEntries([...inputs].map(([, name, value]) => [name, unescaped(value ?? '')]));
}

function unescaped(text: string): string {
  return text.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
}

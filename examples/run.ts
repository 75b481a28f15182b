import { readSandbox } from './sandbox.ts';

/** `npm run -s example NAME` runs one of the examples against the sandbox. */
const examples: Readonly<Record<string, () => Promise<unknown>>> = {
  query: () => import('./query.ts'),
  subscribe: () => import('./subscribe.ts'),
  urql: () => import('./urql.ts'),
  apollo: () => import('./apollo.ts'),
  webhooks: () => import('./webhooks.ts'),
  'webhooks-express': () => import('./webhooks-express.ts'),
};

const example = examples[process.argv[2] ?? ''];
if (!example) fail(`usage: npm run -s example ${Object.keys(examples).join('|')}`);
if (!(await answers()))
  fail('The sandbox does not answer: run "npm start", and wait for its banner.');
await example();

async function answers(): Promise<boolean> {
  try {
    return (await fetch(new URL('/healthz', readSandbox().graphqlUrl))).ok;
  } catch {
    return false;
  }
}

function fail(text: string): never {
  console.error(text);
  process.exit(1);
}

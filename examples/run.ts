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
if (example) {
  await example();
} else {
  console.error(`usage: npm run -s example ${Object.keys(examples).join('|')}`);
  process.exit(2);
}

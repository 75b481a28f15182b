import { z } from '@hono/zod-openapi';
import {
  eventSourceOf,
  factsOf,
  type ProviderSlug,
  passwordProvider,
  providerSlugs,
} from '#providers';
import { RestRefusal } from './refusal.ts';

/** A provider as answers name it. */
export const Source = z
  .object({
    name: z.string(),
    slug: z.string().openapi({ example: passwordProvider }),
    logo: z.string().openapi({ description: 'The address of a picture; empty for none.' }),
  })
  .openapi('ProviderSource');

export function isProvider(slug: string): slug is ProviderSlug {
  return (providerSlugs as readonly string[]).includes(slug);
}

export function providerOf(slug: string): ProviderSlug {
  if (isProvider(slug)) return slug;
  throw new RestRefusal(404, `There is no provider "${slug}" here, only ${providerSlugs.join()}.`);
}

export function sourceOf(slug: ProviderSlug): z.infer<typeof Source> {
  return eventSourceOf(slug);
}

export function descriptionOf(slug: ProviderSlug): string {
  const { name, needs } = factsOf(slug);
  return `${name}. ${needs.map(({ sentence }) => sentence).join(' ')}`;
}

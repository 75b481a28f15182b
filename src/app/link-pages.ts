import type { Services } from '#schema';

/** Where the pages of links are: below the address under which people reach this gateway. */
export function createLinkPages(publicUrl: string | null): Services['linkPages'] {
  return {
    urlOf: (publicId, token) => `${publicUrl ?? ''}/link/${publicId}#token=${token}`,
    advice:
      publicUrl === null
        ? 'Set PUBLIC_URL to the address under which people reach this gateway, or put it before linkUrl.'
        : null,
  };
}

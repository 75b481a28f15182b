/**
 * How a team wants the page on which its people link: its name and looks, whom it lets frame the
 * page, and where the page may lead back to. An address is judged when it is registered, in the one
 * form in which browsers write it, so that later a look for the same letters is enough.
 */
export { findLinkPage } from './find-link-page.ts';
export { findLogo } from './find-logo.ts';
export type { LinkPage } from './link-page.ts';
export { logoBytesMax, readLogo } from './logo.ts';
export { isContactAddress, isFrameOrigin, isReturnAddress } from './return-address.ts';
export { type LinkPageChange, saveLinkPage } from './save-link-page.ts';

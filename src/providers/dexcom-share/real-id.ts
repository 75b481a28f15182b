import { isUuid } from '#std/ids';

/** Dexcom's way of saying "no": it comes with HTTP 200 where an id was asked for. */
export const nullUuid = '00000000-0000-0000-0000-000000000000';

/** Whether a text may be an account's or a session's id. */
export function isRealId(id: string): boolean {
  return isUuid(id) && id !== nullUuid;
}

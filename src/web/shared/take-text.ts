/**
 * Copies a text. Where the browser does not let a page do so (without HTTPS, or within a frame), the
 * element that shows it is marked, so that a person can. Whether it was copied.
 */
export async function takeText(text: string, shownIn: Element | null): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    if (shownIn) getSelection()?.selectAllChildren(shownIn);
    return false;
  }
}

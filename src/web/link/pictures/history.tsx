/** A calendar with a curve in it: what was. */
export function HistoryPicture() {
  return (
    <svg
      class="picture"
      viewBox="0 0 120 96"
      fill="none"
      stroke="currentColor"
      stroke-width="4"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <rect x="16" y="16" width="88" height="68" rx="9" />
      <path d="M16 34h88M38 9v13M82 9v13" />
      <path d="M28 66c8 0 10-16 18-16s9 20 18 20 11-24 19-24c5 0 7 3 9 6" />
    </svg>
  );
}

/** A tick: it is done. */
export function TickPicture() {
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
      <circle cx="60" cy="48" r="36" fill="currentColor" stroke="none" />
      <path d="m44 49 12 12 22-25" stroke="var(--card)" stroke-width="7" />
    </svg>
  );
}

/** A clock: something is awaited. */
export function ClockPicture() {
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
      <circle cx="60" cy="48" r="36" />
      <path d="M60 26v22l14 9" />
    </svg>
  );
}

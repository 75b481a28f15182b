/** A lock: what is typed here is kept shut away. */
export function LockPicture() {
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
      <rect x="32" y="42" width="56" height="44" rx="9" />
      <path d="M44 42V28a16 16 0 0 1 32 0v14" />
      <circle cx="60" cy="60" r="5" fill="currentColor" />
      <path d="M60 64v9" />
    </svg>
  );
}

/** Somebody who gets an invitation from another. */
export function FollowerPicture() {
  return (
    <svg
      class="picture"
      viewBox="0 0 220 96"
      fill="none"
      stroke="currentColor"
      stroke-width="4"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <circle cx="40" cy="30" r="15" />
      <path d="M14 82c0-18 11-27 26-27s26 9 26 27" />
      <rect x="86" y="34" width="48" height="34" rx="5" />
      <path d="m88 38 22 17 22-17" />
      <circle cx="180" cy="30" r="15" />
      <path d="M154 82c0-18 11-27 26-27s26 9 26 27" />
    </svg>
  );
}

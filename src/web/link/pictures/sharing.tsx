/** A sensor's curve on a phone, and the same curve where the team sees it. */
export function SharingPicture() {
  return (
    <svg
      class="picture"
      viewBox="0 0 240 96"
      fill="none"
      stroke="currentColor"
      stroke-width="4"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <rect x="14" y="8" width="48" height="80" rx="9" />
      <path d="M30 78h16" />
      <path d="M22 50c6-16 10-16 15-4s9 6 17-8" />
      <path d="M80 48h14M108 48h14M136 48h14" opacity=".55" />
      <path d="m146 38 10 10-10 10" opacity=".55" />
      <rect x="172" y="18" width="60" height="46" rx="6" />
      <path d="M192 80h20M202 64v16" />
      <path d="M181 46c7-16 12-16 18-4s11 6 21-8" />
    </svg>
  );
}

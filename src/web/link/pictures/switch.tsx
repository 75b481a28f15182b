/** A switch on a phone that a finger has just turned on. */
export function SwitchPicture() {
  return (
    <svg
      class="picture"
      viewBox="0 0 160 96"
      fill="none"
      stroke="currentColor"
      stroke-width="4"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <rect x="52" y="6" width="56" height="84" rx="10" />
      <path d="M64 22h20M64 34h32" opacity=".55" />
      <rect x="62" y="46" width="36" height="20" rx="10" fill="currentColor" />
      <circle cx="88" cy="56" r="6" fill="var(--card)" stroke="none" />
      <circle cx="88" cy="56" r="22" opacity=".35" />
    </svg>
  );
}

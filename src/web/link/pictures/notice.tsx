/** A mark of attention: here the way ends, or something stands in it. */
export function NoticePicture() {
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
      <path d="M60 28v24" />
      <circle cx="60" cy="66" r="2" fill="currentColor" />
    </svg>
  );
}

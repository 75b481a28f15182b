import type { AppKind } from '#web/link/flow/steps.ts';

/** A sensor and its phone: the shape of the sensor tells one kind from another. */
export function SensorPicture({ app }: { readonly app: AppKind }) {
  return (
    <svg
      viewBox="0 0 72 48"
      fill="none"
      stroke="currentColor"
      stroke-width="3"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <rect x="42" y="4" width="24" height="40" rx="5" />
      <path d="M47 26c3-8 5-8 7-2s4 3 7-4" />
      {shapes[app]}
    </svg>
  );
}

const longShape = (
  <>
    <rect x="5" y="15" width="30" height="18" rx="9" />
    <rect x="12" y="20" width="14" height="8" rx="2" />
  </>
);
const roundShape = (
  <>
    <circle cx="20" cy="24" r="13" />
    <circle cx="20" cy="24" r="4" />
  </>
);

const shapes: Readonly<Record<AppKind, preact.JSX.Element>> = {
  g6: longShape,
  g7: roundShape,
  one: longShape,
  onePlus: roundShape,
};

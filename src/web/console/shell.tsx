import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Link, useRoute } from 'wouter';
import { onePage } from './one-page.tsx';
import { Icon, type IconName } from './parts/icon.tsx';
import { graphiqlUrl } from './places.ts';
import { setTheme, setUnit, type Theme, useTheme, useUnit } from './reader.ts';
import { type Session, signOut } from './session/session.ts';
import { WayBanner } from './way-banner.tsx';

export interface ShellProps {
  readonly session: Session;
  readonly children: ComponentChildren;
}

/** What stands around every screen: where one can go, who is signed in, how things are shown. */
export function Shell({ session, children }: ShellProps) {
  return (
    <div class="shell">
      <a class="skip" href="#content">
        Skip to the content
      </a>
      <header class="side">
        <p class="brand">
          <Mark />
          <span>
            Glucose Gateway
            <small>
              <bdi>{session.team.name}</bdi> · {session.role}
            </small>
          </span>
        </p>
        <Places {...session} />
        <div class="side-foot">
          <Likes />
          {session.isGraphiqlServed && session.scopes.includes('EVENTS') && (
            <a class="side-link" href={graphiqlUrl}>
              <Icon name="code" />
              <span>GraphiQL</span>
            </a>
          )}
          {session.isSandbox && session.role === 'owner' && <SandboxButton />}
          <SignOut />
          <p class="small soft version">Version {session.version}</p>
        </div>
      </header>
      <div class="content" id="content">
        <WayBanner />
        {children}
      </div>
    </div>
  );
}

function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
      <rect width="32" height="32" rx="8" />
      <path d="M5 18c4-9 7-9 10-2s6 4 12-5" />
    </svg>
  );
}

function Places({ scopes }: Session) {
  return (
    <nav aria-label="Main">
      <Place to="/" icon="overview" text="Overview" />
      <Place to="/people" icon="people" text="People" />
      {scopes.includes('EVENTS') && <Place to="/events" icon="events" text="Events" />}
      {scopes.includes('WEBHOOKS') && <Place to="/webhooks" icon="webhooks" text="Webhooks" />}
      <Place to="/settings" icon="settings" text="Settings" />
    </nav>
  );
}

interface PlaceProps {
  readonly to: string;
  readonly icon: IconName;
  readonly text: string;
}

function Place({ to, icon, text }: PlaceProps) {
  const [isHere] = useRoute(to === '/' ? to : `${to}/*?`);
  return (
    <Link href={to} class="side-link" aria-current={isHere ? 'page' : undefined}>
      <Icon name={icon} />
      <span>{text}</span>
    </Link>
  );
}

const nextTheme: Readonly<Record<Theme, Theme>> = {
  system: 'light',
  light: 'dark',
  dark: 'system',
};
const themeIcons: Readonly<Record<Theme, IconName>> = {
  system: 'half',
  light: 'sun',
  dark: 'moon',
};
const themeTexts: Readonly<Record<Theme, string>> = {
  system: 'Theme of the device',
  light: 'Light theme',
  dark: 'Dark theme',
};

function Likes() {
  const unit = useUnit();
  const theme = useTheme();
  return (
    <div class="likes">
      <fieldset class="switch">
        <legend class="unseen">Unit of glucose</legend>
        {(['mg/dL', 'mmol/L'] as const).map((each) => (
          <label key={each}>
            <input
              type="radio"
              name="unit"
              class="unseen"
              checked={unit === each}
              onChange={() => setUnit(each)}
            />
            <span>{each}</span>
          </label>
        ))}
      </fieldset>
      <button
        type="button"
        class="button quiet small-button"
        title={themeTexts[theme]}
        aria-label={`${themeTexts[theme]}. Change the theme`}
        onClick={() => setTheme(nextTheme[theme])}
      >
        <Icon name={themeIcons[theme]} />
      </button>
    </div>
  );
}

interface DrawerProps {
  readonly onClose: () => void;
}

const SandboxDrawer = onePage<DrawerProps>(() => import('./sandbox/sandbox-drawer.tsx'));

/** What lets things happen to the people of the sandbox; it stays open over all screens. */
function SandboxButton() {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        class="side-link"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name="sandbox" />
        <span>Sandbox</span>
      </button>
      {isOpen && <SandboxDrawer onClose={() => setOpen(false)} />}
    </>
  );
}

function SignOut() {
  const [isBusy, setBusy] = useState(false);
  const leave = async () => {
    setBusy(true);
    await signOut();
    setBusy(false);
  };
  return (
    <button type="button" class="side-link" aria-disabled={isBusy} onClick={() => void leave()}>
      <Icon name="out" />
      <span>Sign out</span>
    </button>
  );
}

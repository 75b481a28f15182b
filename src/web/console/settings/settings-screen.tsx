import type { ComponentChildren } from 'preact';
import { Link, useRoute } from 'wouter';
import type { ApiKeyScope } from '#web/console/api/generated/operations.ts';
import { Screen } from '#web/console/parts/screen.tsx';
import { useSession } from '#web/console/session/use-session.ts';
import './settings.css';

interface Tab {
  readonly path: string;
  readonly text: string;
  /** Null for one that everybody has. */
  readonly scope: ApiKeyScope | null;
}

const tabs: readonly Tab[] = [
  { path: '/settings', text: 'Session', scope: null },
  { path: '/settings/keys', text: 'API keys', scope: 'KEYS' },
  { path: '/settings/team', text: 'Team and link page', scope: 'READ' },
  { path: '/settings/audit', text: 'Audit', scope: 'AUDIT' },
  { path: '/settings/deleted', text: 'Deleted people', scope: 'ERASE' },
];

export interface SettingsScreenProps {
  readonly name: string;
  readonly title: string;
  readonly lead?: string;
  readonly actions?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** One of the screens of the settings, with the way to the others. */
export function SettingsScreen({ name, title, lead, actions, children }: SettingsScreenProps) {
  const { scopes } = useSession();
  return (
    <Screen name={name} title={title} lead={lead} actions={actions} above={null}>
      <nav class="tabs" aria-label="Settings">
        {tabs
          .filter(({ scope }) => scope === null || scopes.includes(scope))
          .map((tab) => (
            <TabLink key={tab.path} {...tab} />
          ))}
      </nav>
      {children}
    </Screen>
  );
}

function TabLink({ path, text }: Tab) {
  const [isHere] = useRoute(path);
  return (
    <Link href={path} aria-current={isHere ? 'page' : undefined}>
      {text}
    </Link>
  );
}

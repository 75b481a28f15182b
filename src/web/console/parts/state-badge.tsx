import type { ConnectionState } from '#web/console/api/generated/operations.ts';
import { Icon, type IconName } from './icon.tsx';

export type Tone = 'good' | 'warn' | 'bad' | 'idle';

interface StateLook {
  readonly text: string;
  readonly tone: Tone;
}

/** How each state of a connection is told in a list: a word, a picture and a colour. */
export const stateLooks: Readonly<Record<ConnectionState, StateLook>> = {
  FRESH: { text: 'Readings come', tone: 'good' },
  WAITING: { text: 'First reading awaited', tone: 'idle' },
  DELAYED: { text: 'Reading late', tone: 'warn' },
  NO_RECENT_DATA: { text: 'No recent reading', tone: 'warn' },
  NO_FOLLOWER: { text: 'No follower', tone: 'bad' },
  SHARING_OFF: { text: 'Sharing off', tone: 'bad' },
  CREDENTIALS_REFUSED: { text: 'Password refused', tone: 'bad' },
  NEEDS_ATTENTION: { text: 'Sign-in needed', tone: 'bad' },
  LOCKED_OUT: { text: 'Locked out', tone: 'bad' },
  CLOCK_WRONG: { text: 'Phone clock wrong', tone: 'bad' },
  THROTTLED: { text: 'Dexcom asks to wait', tone: 'warn' },
  UNREACHABLE: { text: 'Dexcom unreachable', tone: 'warn' },
  NOT_POLLED: { text: 'Not asked', tone: 'warn' },
  GATEWAY_FAULT: { text: 'Gateway fault', tone: 'bad' },
  DISCONNECTED: { text: 'Disconnected', tone: 'idle' },
};

const toneIcons: Readonly<Record<Tone, IconName>> = {
  good: 'check',
  warn: 'clock',
  bad: 'warning',
  idle: 'pause',
};

export function Badge({ tone, text }: { readonly tone: Tone; readonly text: string }) {
  return (
    <span class={`badge ${tone}`}>
      <Icon name={toneIcons[tone]} />
      {text}
    </span>
  );
}

export interface StateBadgesProps {
  /** Those that are not disconnected. */
  readonly connections: readonly { readonly state: ConnectionState }[];
}

/** The state of each account of a person; of several in one state, once. */
export function StateBadges({ connections }: StateBadgesProps) {
  if (connections.length === 0) return <Badge tone="idle" text="Not linked" />;
  const states = [...new Set(connections.map(({ state }) => state))];
  return (
    <span class="badges">
      {states.map((state) => (
        <StateBadge key={state} state={state} />
      ))}
    </span>
  );
}

export function StateBadge({ state }: { readonly state: ConnectionState }) {
  return <Badge {...stateLooks[state]} />;
}

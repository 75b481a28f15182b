import type { ConsoleRig } from './console-rig.ts';

/** A screen of the console, and something that is there once it has what it shows. */
export interface ConsoleScreen {
  readonly path: string;
  readonly screen: string;
  readonly shown: string;
}

/** Every screen that needs no endpoint. */
export function screensOf({ annaId }: Pick<ConsoleRig, 'annaId'>): readonly ConsoleScreen[] {
  const annaPath = `/people/${annaId.replace('User:', '')}`;
  return [
    { path: '/', screen: 'overview', shown: '[data-panel=dexcom-status]' },
    { path: '/people', screen: 'people', shown: 'tbody tr:nth-child(2)' },
    { path: annaPath, screen: 'person', shown: '[data-panel=time-in-range]' },
    { path: `${annaPath}/report`, screen: 'report', shown: '.empty, [data-panel=days]' },
    { path: '/events', screen: 'events', shown: 'tbody tr:nth-child(2)' },
    {
      path: '/webhooks',
      screen: 'webhooks',
      shown: '[data-panel=deliveries] :is(.empty, tbody tr)',
    },
    { path: '/settings', screen: 'session', shown: '[data-panel=session]' },
    { path: '/settings/keys', screen: 'keys', shown: 'tbody tr' },
    { path: '/settings/team', screen: 'team', shown: '[data-panel=link-page]' },
    { path: '/settings/audit', screen: 'audit', shown: 'tbody tr' },
    { path: '/settings/deleted', screen: 'deleted', shown: '.empty' },
  ];
}

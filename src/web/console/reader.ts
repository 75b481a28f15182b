import type { GlucoseUnit } from 'glucose-gateway-client';
import { createStore, type Store, useStore } from './store.ts';

/** What the reader likes, kept in this browser: nothing of it is secret. */
export type Theme = 'system' | 'light' | 'dark';

const themes: readonly Theme[] = ['system', 'light', 'dark'];
const units: readonly GlucoseUnit[] = ['mg/dL', 'mmol/L'];

const unitStore = keptStore('unit', units, 'mg/dL');
const themeStore = keptStore('theme', themes, 'system');

/** A store whose value outlives the page, in all tabs; what a browser does not keep is forgotten. */
function keptStore<Value extends string>(
  name: string,
  values: readonly Value[],
  initial: Value,
): Store<Value> {
  const key = `glucose-gateway.${name}`;
  const read = (text: string | null) => values.find((value) => value === text) ?? initial;
  const store = createStore(read(attempt(() => localStorage.getItem(key))));
  addEventListener('storage', (event) => {
    if (event.key === key) store.set(read(event.newValue));
  });
  return {
    ...store,
    set(value) {
      attempt(() => localStorage.setItem(key, value));
      store.set(value);
    },
  };
}

function attempt<Value>(act: () => Value): Value | null {
  try {
    return act();
  } catch {
    return null;
  }
}

export const useUnit = () => useStore(unitStore);
export const useTheme = () => useStore(themeStore);
export const setUnit = (unit: GlucoseUnit) => unitStore.set(unit);
export const setTheme = (theme: Theme) => themeStore.set(theme);

/** Called on each change of what colours look like, for what is drawn and follows no style sheet. */
export function onColors(listener: () => void): () => void {
  const queries = ['(prefers-color-scheme: dark)', '(forced-colors: active)'].map((text) =>
    matchMedia(text),
  );
  for (const query of queries) query.addEventListener('change', listener);
  const leave = themeStore.subscribe(listener);
  return () => {
    for (const query of queries) query.removeEventListener('change', listener);
    leave();
  };
}

function showTheme(): void {
  document.documentElement.dataset.theme = themeStore.get();
}

showTheme();
themeStore.subscribe(showTheme);

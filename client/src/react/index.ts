import { useMemo, useSyncExternalStore } from 'react';
import { type ConnectionValue, connection } from '../connection.ts';
import type { Gateway } from '../gateway.ts';
import {
  type GlucoseSeriesOptions,
  type GlucoseSeriesValue,
  glucoseSeries,
} from '../glucose-series.ts';
import { type LatestGlucoseValue, latestGlucose } from '../latest-glucose.ts';
import type { View } from '../view.ts';

/**
 * Hooks for React 18 and later, and for what stands in for it (`preact/compat`). Each asks and
 * watches while a component shows it. Make the gateway once, outside of components.
 */

/** The newest reading of a user, with its age by the gateway's clock. */
export function useLatestGlucose(gateway: Gateway, userId: string): LatestGlucoseValue {
  return useView(useMemo(() => latestGlucose(gateway, userId), [gateway, userId]));
}

/** The readings of a user's last hours, in order of time, for a chart. */
export function useGlucoseSeries(
  gateway: Gateway,
  userId: string,
  { hours, pointsMax }: GlucoseSeriesOptions = {},
): GlucoseSeriesValue {
  const view = useMemo(
    () =>
      glucoseSeries(gateway, userId, { ...(hours && { hours }), ...(pointsMax && { pointsMax }) }),
    [gateway, userId, hours, pointsMax],
  );
  return useView(view);
}

/** Whether a user's account is linked, in what state, and what the wearer can do about it. */
export function useConnection(gateway: Gateway, userId: string): ConnectionValue {
  return useView(useMemo(() => connection(gateway, userId), [gateway, userId]));
}

function useView<Value>(view: View<Value>): Value {
  const value = () => view.value;
  return useSyncExternalStore(view.subscribe, value, value);
}

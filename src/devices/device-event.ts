import type { EventType } from '#events';
import { offsetTextOf } from '#std/iso-text';
import type { Device } from './device.ts';
import type { DeviceChanges } from './keep-devices.ts';

/** The `data` of `provider.device.created` and `.updated`. */
export interface DeviceEventData {
  readonly user_id: string;
  /** A slug. */
  readonly provider: string;
  readonly device_id: string;
  readonly transmitter_id: string;
  readonly transmitter_generation: string;
  readonly display_device: string;
  readonly display_app: string;
  /** ISO 8601 in UTC, written `+00:00`; null when not told. */
  readonly last_upload_at: string | null;
  readonly revision: number;
}

export interface DeviceEvent {
  readonly type: EventType;
  readonly data: DeviceEventData;
}

export function deviceEventsOf({ created, updated }: DeviceChanges): readonly DeviceEvent[] {
  const told = (type: EventType) => (device: Device) => ({ type, data: dataOf(device) });
  return [
    ...created.map(told('provider.device.created')),
    ...updated.map(told('provider.device.updated')),
  ];
}

function dataOf({ lastUploadAt, ...device }: Device): DeviceEventData {
  return {
    user_id: device.userId,
    provider: device.provider,
    device_id: device.id,
    transmitter_id: device.transmitterId,
    transmitter_generation: device.transmitterGeneration,
    display_device: device.displayDevice,
    display_app: device.displayApp,
    last_upload_at: lastUploadAt && offsetTextOf(lastUploadAt),
    revision: device.revision,
  };
}

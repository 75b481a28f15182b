import type { EventType } from '#events';
import { offsetTextOf } from '#std/iso-text';
import type { Device } from './device.ts';
import type { DeviceChanges } from './keep-devices.ts';

/**
 * The `data` of `provider.device.created` and `.updated`: the device of the hosted service, whose own
 * client wants its fields to be there, with what is told of this one beside.
 */
export interface DeviceData {
  readonly id: string;
  readonly user_id: string;
  /** A slug. */
  readonly provider: string;
  readonly source_type: 'automatic';
  readonly app_id: null;
  readonly device_manufacturer: null;
  /** The generation of the transmitter; null when not told. */
  readonly device_model: string | null;
  readonly device_version: null;
  /** The same as `id`. */
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
  readonly data: DeviceData;
}

export function deviceEventsOf({ created, updated }: DeviceChanges): readonly DeviceEvent[] {
  const told = (type: EventType) => (device: Device) => ({ type, data: deviceDataOf(device) });
  return [
    ...created.map(told('provider.device.created')),
    ...updated.map(told('provider.device.updated')),
  ];
}

export function deviceDataOf({ lastUploadAt, ...device }: Device): DeviceData {
  return {
    id: device.id,
    user_id: device.userId,
    provider: device.provider,
    source_type: 'automatic',
    app_id: null,
    device_manufacturer: null,
    device_model: device.transmitterGeneration || null,
    device_version: null,
    device_id: device.id,
    transmitter_id: device.transmitterId,
    transmitter_generation: device.transmitterGeneration,
    display_device: device.displayDevice,
    display_app: device.displayApp,
    last_upload_at: lastUploadAt && offsetTextOf(lastUploadAt),
    revision: device.revision,
  };
}

/**
 * What a person's readings come from, as their provider tells it: transmitters, and the phones and
 * receivers that show them. `keep-devices` keeps what was told and says what of it is news,
 * `device-event` writes it for the log, `find-devices` reads it. Promises: a device is known by its
 * transmitter, what shows it and the app on that, since no provider gives it an id; it has one row,
 * and each upload raises its revision.
 */
export type { Device } from './device.ts';
export { deviceDataOf, deviceEventsOf } from './device-event.ts';
export { eraseUserDevices } from './erase-user-devices.ts';
export { findDevices } from './find-devices.ts';
export { keepDevices } from './keep-devices.ts';

/** Ids under which Chromium lists whichever device the system has as its own choice for now. */
const aliases: readonly unknown[] = ['default', 'communications'];

/** `moved`: it is there, but the alias under which it was captured stands for another device by now. */
export type DeviceFate = 'there' | 'moved' | 'gone';

/**
 * What became of the device of a track. Under an alias a track goes on with the device that it began with; which one the
 * alias stands for is told by the group alone.
 */
export function fateOf(
  track: MediaStreamTrack,
  kind: MediaDeviceKind,
  devices: readonly MediaDeviceInfo[],
): DeviceFate {
  const {deviceId, groupId} = track.getSettings();
  const ofKind = devices.filter(device => device.kind === kind);
  const listed = ofKind.find(device => device.deviceId === deviceId);
  if (!listed) return 'gone';
  if (!isAlias(track) || groupId === undefined || listed.groupId === groupId) return 'there';
  return ofKind.some(device => device.groupId === groupId) ? 'moved' : 'gone';
}

export const isAlias = (track: MediaStreamTrack): boolean => aliases.includes(track.getSettings().deviceId);

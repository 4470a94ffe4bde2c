/** What a person chose of a device, and of what it was a choice. */
export interface DeviceChosen {
  /** How a call begins for who has not chosen. */
  readonly begins: boolean;
  readonly wanted: boolean;
  /** '' where none was in use or chosen. */
  readonly deviceId: string;
}

/** What a person chose by hand in a room, as their tab keeps it over a reload. */
export interface TabChoices {
  readonly microphone: DeviceChosen;
  readonly camera: DeviceChosen;
  /** '' is the system's own. */
  readonly speakerId: string;
}

/** Kept once: who takes them is who has them from then on. @param place as `placeOf` says it. @returns null where there are none */
export function takeChoices(place: string, room: string): TabChoices | null {
  const key = keyOf(place, room);
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(key) ?? 'null');
    sessionStorage.removeItem(key);
    return areChoices(kept) ? kept : null;
  } catch {
    // No storage (a sandboxed frame), or what another script put there.
    return null;
  }
}

export function keepChoices(place: string, room: string, choices: TabChoices): void {
  try {
    sessionStorage.setItem(keyOf(place, room), JSON.stringify(choices));
  } catch {
    // Then the next page view begins as the page says.
  }
}

const keyOf = (place: string, room: string): string => `video-call-choices ${place} ${room}`;

const areChoices = (value: unknown): value is TabChoices =>
  hasFields(value, {speakerId: 'string'}) && isChosen(value['microphone']) && isChosen(value['camera']);

const isChosen = (value: unknown): value is DeviceChosen =>
  hasFields(value, {begins: 'boolean', wanted: 'boolean', deviceId: 'string'});

function hasFields(
  value: unknown,
  types: Readonly<Record<string, string>>,
): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const record = value as Readonly<Record<string, unknown>>;
  return Object.entries(types).every(([field, type]) => typeof record[field] === type);
}

/** Bounds that `firestore.rules` hold too: whom a browser dropped and the rules let in would watch unseen. */
export const participantLimits = {
  nameLength: 64,
  uidLength: 128,
  sessionLength: 64,
  minCapacity: 2,
  maxCapacity: 8,
} as const;

/** Seats in a room when the page states none. */
export const defaultCapacity = 4;

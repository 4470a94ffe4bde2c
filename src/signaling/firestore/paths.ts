import type {Pair} from '../signaling.js';

/** Where everything of ours is, so that it collides with nothing of the host's and can have a `v2`. */
const root = 'videoCall/v1/rooms';

export const roomPath = (room: string): string => `${root}/${room}`;
export const participantsPath = (room: string): string => `${root}/${room}/participants`;
export const participantPath = (room: string, uid: string): string => `${participantsPath(room)}/${uid}`;
export const connectionsPath = (room: string): string => `${root}/${room}/connections`;
export const connectionPath = (room: string, {from, to}: Pair): string => `${connectionsPath(room)}/${from}_${to}`;

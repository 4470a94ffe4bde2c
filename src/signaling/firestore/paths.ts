import type {Pair} from '../signaling.js';

/** Where everything of ours is, so that it collides with nothing of the host's and can have a `v2`. */
const root = 'videoCall/v1/rooms';

export const roomPath = (room: string): string => `${root}/${room}`;
export const admittedPath = (room: string, uid: string): string => `${roomPath(room)}/admitted/${uid}`;
export const participantsPath = (room: string): string => `${root}/${room}/participants`;
export const participantPath = (room: string, uid: string): string => `${participantsPath(room)}/${uid}`;
export const connectionsPath = (room: string): string => `${root}/${room}/connections`;
export const connectionPath = (room: string, {from, to}: Pair): string => `${connectionsPath(room)}/${from}_${to}`;
/** Beside the connections: the query that the owner makes anyhow finds it, so nobody has to ask who owns the room. */
export const knockPath = (room: string, uid: string): string => `${connectionsPath(room)}/knock_${uid}`;

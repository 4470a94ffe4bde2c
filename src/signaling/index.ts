export {localSignaling} from './local-signaling.js';
export {ConflictError} from './signaling.js';
export type {
  Answer,
  EnterRequest,
  KnockRequest,
  Offer,
  Pair,
  Signaling,
  SignalingHandlers,
  SignalingRoom,
  SignalingUsage,
  WaitOptions,
} from './signaling.js';
export {parseParticipant, type Participant} from '../protocol/participant.js';
export {parseConnection, type Connection, type Description} from '../protocol/connection.js';
export type {OwnedRoomState, RoomOwnership} from './room-ownership.js';
export type {Knock} from '../protocol/knock.js';
export type {Candidate} from '../protocol/candidate.js';

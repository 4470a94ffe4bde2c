/** What a page may want to name, beyond the element itself. */
export type {CallReportData, ReportEntry} from './call/call-report.js';
export type {
  CallPhase,
  Cause,
  ChatMessage,
  DeviceNotice,
  LocalDevice,
  LocalScreen,
  OwnRoom,
  RemoteParticipant,
} from './call/call-state.js';
export type {IceServersSource} from './call/ice-servers.js';
export type {CallQuality, Quality, QualityLevel, QualityReason} from './call/quality.js';
export type {CallErrorCode, CallErrorOptions} from './errors.js';
export type {CallErrorEvent} from './events/call-error.js';
export type {CallEvent} from './events/call-event.js';
export type {CameraChangeEvent} from './events/camera-change.js';
export type {DeviceChangeEvent} from './events/device-change.js';
export type {VideoCallEventMap} from './events/event-map.js';
export type {JoinRequestEvent} from './events/join-request.js';
export type {JoinedEvent} from './events/joined.js';
export type {KnockEvent} from './events/knock.js';
export type {LeaveRequestEvent} from './events/leave-request.js';
export type {LeftEvent, LeftReason} from './events/left.js';
export type {ChatMessageEvent} from './events/message.js';
export type {MicrophoneChangeEvent} from './events/microphone-change.js';
export type {ParticipantJoinedEvent} from './events/participant-joined.js';
export type {ParticipantLeftEvent} from './events/participant-left.js';
export type {ParticipantUpdatedEvent} from './events/participant-updated.js';
export type {PhaseChangeEvent} from './events/phase-change.js';
export type {QualityChange, QualityChangeEvent} from './events/quality-change.js';
export type {ScreenShareChangeEvent} from './events/screen-share-change.js';
export type {ScreenShareRequestEvent} from './events/screen-share-request.js';
export type {SignalingUsageEvent} from './events/signaling-usage.js';
export type {VolumeChangeEvent} from './events/volume-change.js';
export type {LogLevel} from './log.js';
export type {DeviceChoice} from './media/device-list.js';
export type {Knock} from './protocol/knock.js';
export type {Signaling, SignalingUsage} from './signaling/signaling.js';

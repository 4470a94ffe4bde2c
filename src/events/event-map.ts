import type {JoinRequestEvent} from './join-request.js';
import type {LeaveRequestEvent} from './leave-request.js';
import type {ScreenShareRequestEvent} from './screen-share-request.js';
import type {PhaseChangeEvent} from './phase-change.js';
import type {JoinedEvent} from './joined.js';
import type {LeftEvent} from './left.js';
import type {ParticipantJoinedEvent} from './participant-joined.js';
import type {ParticipantUpdatedEvent} from './participant-updated.js';
import type {ParticipantLeftEvent} from './participant-left.js';
import type {MicrophoneChangeEvent} from './microphone-change.js';
import type {CameraChangeEvent} from './camera-change.js';
import type {ScreenShareChangeEvent} from './screen-share-change.js';
import type {DeviceChangeEvent} from './device-change.js';
import type {ChatMessageEvent} from './message.js';
import type {KnockEvent} from './knock.js';
import type {QualityChangeEvent} from './quality-change.js';
import type {SignalingUsageEvent} from './signaling-usage.js';
import type {VolumeChangeEvent} from './volume-change.js';
import type {CallErrorEvent} from './call-error.js';

/** The events of `<video-call>` by type. */
export interface VideoCallEventMap {
  'join-request': JoinRequestEvent;
  'leave-request': LeaveRequestEvent;
  'screen-share-request': ScreenShareRequestEvent;
  'phase-change': PhaseChangeEvent;
  joined: JoinedEvent;
  left: LeftEvent;
  'participant-joined': ParticipantJoinedEvent;
  'participant-updated': ParticipantUpdatedEvent;
  'participant-left': ParticipantLeftEvent;
  'microphone-change': MicrophoneChangeEvent;
  'camera-change': CameraChangeEvent;
  'screen-share-change': ScreenShareChangeEvent;
  'device-change': DeviceChangeEvent;
  'volume-change': VolumeChangeEvent;
  knock: KnockEvent;
  'quality-change': QualityChangeEvent;
  message: ChatMessageEvent;
  'signaling-usage': SignalingUsageEvent;
  'call-error': CallErrorEvent;
}

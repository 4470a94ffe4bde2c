import type {CallError} from '../errors.js';
import type {Knock} from '../protocol/knock.js';
import type {SignalingUsage} from '../signaling/signaling.js';
import type {CallQuality} from './quality.js';
import type {ChatMessage, LocalDevice, LocalScreen, LocalSpeaker, OwnRoom, RemoteParticipant} from './call-state.js';

/** Which of the own devices are chosen to be on. */
export interface Wanted {
  readonly microphone: boolean;
  readonly camera: boolean;
}

/** Everything that can happen to a call, as the reducer takes it. Facts, not wishes: each has already happened. */
export type CallUpdate =
  /** Nothing can be joined: something is missing, or this browser cannot. */
  | {readonly type: 'unready'; readonly phase: 'idle' | 'unsupported'; readonly error: CallError | null}
  /** A room can be joined; these are turned on with it. */
  | {readonly type: 'ready'; readonly room: string; readonly capacity: number; readonly wanted: Wanted}
  /** Devices by id that this person chose before the page was loaded anew, each '' where none was. */
  | {readonly type: 'devices-kept'; readonly microphone: string; readonly camera: string}
  | {readonly type: 'entered'; readonly uid: string}
  | {readonly type: 'join-started'}
  /** The join was refused or called off; the lobby is as it was. */
  | {readonly type: 'join-stopped'; readonly error: CallError | null}
  /** In the call, with a seat. */
  | {readonly type: 'seated'}
  | {readonly type: 'seat-wait'; readonly waiting: boolean}
  /** The owner of the room lets this side not in, or not yet. */
  | {readonly type: 'locked-out'; readonly error: CallError}
  /** The same person is in the call with another tab or device; the lobby was not entered. */
  | {readonly type: 'elsewhere'}
  /** Nothing is heard of the room any more, and the next intent enters it again. */
  | {readonly type: 'lobby-left'}
  | {readonly type: 'knocking'; readonly asking: boolean}
  | {readonly type: 'own-room'; readonly ownRoom: OwnRoom | null}
  | {readonly type: 'knocks'; readonly knocks: readonly Knock[]}
  | {readonly type: 'left'}
  | {readonly type: 'failed'; readonly error: CallError}
  /** Something the person should know, or no longer; of what they know already nothing changes. */
  | {readonly type: 'notice'; readonly error: CallError | null}
  | {readonly type: 'admission'; readonly membersPresent: number | null; readonly capacity: number}
  | {readonly type: 'participants'; readonly participants: readonly RemoteParticipant[]}
  | {readonly type: 'speaking'; readonly speaking: readonly string[]}
  | {readonly type: 'signaling-live'; readonly live: boolean}
  | {readonly type: 'renamed'; readonly name: string}
  | {
      readonly type: 'media';
      readonly microphone: LocalDevice;
      readonly camera: LocalDevice;
      readonly screen: LocalScreen;
      readonly localStream: MediaStream | null;
    }
  | {readonly type: 'speaker'; readonly speaker: LocalSpeaker}
  | {readonly type: 'message'; readonly message: ChatMessage}
  | {readonly type: 'usage'; readonly usage: SignalingUsage}
  | {readonly type: 'quality'; readonly quality: CallQuality};
